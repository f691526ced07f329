"""From declared fields to values that a template shows."""
