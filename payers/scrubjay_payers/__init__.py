"""Payer packs: data only."""
