"""Recurrence when death can come first: curves, tests and models of one cause among several."""
