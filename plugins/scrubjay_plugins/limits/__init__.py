"""Limits: how many units, visits or minutes a payer accepts, before anything is priced."""
