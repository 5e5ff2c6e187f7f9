"""The Cox model and what is read from a fit."""
