"""Pricing: what a payer allows for a line by a fee schedule, before anybody's share is taken off.

The fee of one unit is rounded to the cent once, then what a provider gets that does not participate; the fees
of a line's units are added up, and the charge is allowed if it is lower. Nothing else is rounded here.
"""
