"""The pages of oversight: each fetches, calls and answers."""
