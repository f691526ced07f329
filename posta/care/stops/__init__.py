"""Stops of a mobile team: open on arrival, close before leaving, one place after another on the same day.

Doors: urls. Never: a name, or a count that the board does not give.
"""
