"""Curves and tests of times to an event."""
