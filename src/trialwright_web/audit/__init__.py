"""The journal as the database keeps it."""
