"""The commands with a module of their own; `cli.py` puts them together."""
