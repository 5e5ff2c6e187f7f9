"""Events known to lie between two scans: curves, tests and models of interval-censored times."""
