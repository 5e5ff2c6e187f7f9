"""The duties of a registered study: registration, updates, results."""
