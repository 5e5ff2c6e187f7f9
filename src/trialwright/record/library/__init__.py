"""Any number of records in one embedded database: load, search, compare."""
