"""Payer packs: reading, checking and resolving them."""
