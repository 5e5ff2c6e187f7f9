"""Indices of liver and kidney function; each needs its own inputs and fails alone (IDX-01..08)."""
