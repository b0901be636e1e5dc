"""Thresholds: money that adds up over a calendar year, and what a line needs once it passes an amount."""
