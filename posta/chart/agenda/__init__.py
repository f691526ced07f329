"""Who is due, overdue or expected: planned visits with what became of them, and people who travel to a post."""
