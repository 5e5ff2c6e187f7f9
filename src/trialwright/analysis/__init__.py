"""Estimators from arrays to numbers, and results as rows before they are tables."""
