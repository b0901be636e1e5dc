"""Cost share: what of the allowed amount the patient owes, and what is taken off the payer's own part.

Each step takes from what the steps before it left of a line, and is rounded to the cent on the line: the
deductible (whole cents already), the coinsurance, the reduction for assistants, the sequestration.
"""
