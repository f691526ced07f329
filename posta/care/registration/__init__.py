"""Registering a person in under a minute: four things, near matches once, and on the board with the same button."""
