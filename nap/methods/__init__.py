"""Domain arithmetic that is not a query: pure functions over values, units in their names; no pack, no drawing."""
