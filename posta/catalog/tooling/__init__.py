"""Checks and prints the declarations: consistency, reference pages, invented answers."""
