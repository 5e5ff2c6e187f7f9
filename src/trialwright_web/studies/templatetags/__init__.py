"""Filters that say the study's values in the language of the page."""
