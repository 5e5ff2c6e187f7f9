"""A record in the forms that registries, regulators and hospitals exchange."""
