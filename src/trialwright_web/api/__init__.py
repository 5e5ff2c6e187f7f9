"""The interface for programs: the actions of the pages as JSON, for who holds a token."""
