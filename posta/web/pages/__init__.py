"""A page with a form: its identity, its owner, its draft, and the rule that it acts once."""
