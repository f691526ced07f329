"""What was marked as entered in error: the list of a post and of a person, each row with the way to take it back.

Doors: urls. Never: says of a sealed entry more than that it is reserved.
"""
