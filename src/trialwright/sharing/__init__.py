"""Data sharing: measured re-identification risk, and packages that keep within it."""
