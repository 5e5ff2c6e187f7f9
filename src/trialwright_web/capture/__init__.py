"""Participants, forms, queries and signatures: what people enter, check, sign and lock."""
