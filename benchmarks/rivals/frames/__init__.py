"""Data frames: all policies in Polars, by windows over days, pools, codes and years, and joins for pairs."""
