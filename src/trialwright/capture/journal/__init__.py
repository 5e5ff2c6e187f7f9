"""The journal: one hash-chained list of lines per participant, and what it proves."""
