"""Benchmarks of ScrubJay: `python -m benchmarks` from the root of the repository."""
