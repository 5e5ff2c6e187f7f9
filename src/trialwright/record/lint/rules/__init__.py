"""One file of rules per family of the review."""
