"""The language in which forms are declared: fields, conditions, codes, services."""
