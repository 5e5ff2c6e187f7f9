"""Endpoints: tested definitions that turn what was captured into events, responses and changes."""
