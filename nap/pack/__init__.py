"""A country's plan as tables and facts: what it promises, how it is stored, what is computed once per edition."""
