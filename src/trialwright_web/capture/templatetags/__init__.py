"""Template tags of data capture."""
