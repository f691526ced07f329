"""Screens of places: where a colleague works today, the places with their services, one place and what changes at it."""
