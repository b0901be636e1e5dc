"""All policies of a payer the way one writes them in plain Python: objects, dictionaries and loops."""
