"""Proportions, rates and their differences."""
