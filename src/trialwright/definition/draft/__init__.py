"""A study definition drafted from a registry record: what is read, and what a person must decide."""
