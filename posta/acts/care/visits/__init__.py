"""Recording and correcting what was done with a person: the rules it is judged by, what was known before, one entry."""
