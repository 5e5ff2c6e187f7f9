"""The pages of data capture: each fetches, calls and answers."""
