"""Pages of the account that are not those of allauth."""
