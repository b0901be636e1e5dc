"""Advice: what the plan of care, the record and the clock say about an encounter."""
