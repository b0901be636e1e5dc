"""Modifiers: which ones a line must carry, which ones exclude each other, what they do to a line."""
