"""The pack test kit: runs the examples that stand beside policies, and whole-encounter scenarios."""
