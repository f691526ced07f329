"""Planning visits: dates, what became of them, where a person goes next; reserved ones stay in their compartment."""
