"""Pricing: what a payer allows for a line by a fee schedule, before anybody's share is taken off."""
