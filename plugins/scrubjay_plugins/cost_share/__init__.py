"""Cost share: what of the allowed amount the patient owes, and what is taken off the payer's own part."""
