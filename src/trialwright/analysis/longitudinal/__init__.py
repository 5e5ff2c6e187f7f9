"""Repeated measurements: what changed, visit by visit and over time."""
