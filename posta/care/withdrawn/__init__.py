"""Entries marked as made in error: the list of a post and of a person, each row with the way to reinstate it.

Doors: urls. Never: says of a sealed entry more than that it is reserved.
"""
