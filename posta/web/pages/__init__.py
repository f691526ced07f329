"""A page with a form: which page it is, whose it is, its draft, and that it acts once."""
