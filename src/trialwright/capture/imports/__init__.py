"""Decide what an outside file does to the forms: which values go where, and what would change."""
