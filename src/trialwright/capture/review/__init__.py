"""Blinded review of the scans behind an endpoint: reads, states, adjudication (rule REC-14)."""
