"""Several questions asked of the same data: adjusted p-values, and subgroups."""
