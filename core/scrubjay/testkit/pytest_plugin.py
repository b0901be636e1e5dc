"""Pack tests as pytest items."""
