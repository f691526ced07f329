"""The triage on one page: vital signs first, then the criteria of the tool, and the colour that follows from both.

Doors: urls. Never: a criterion that cannot be, a question that the catalogue does not declare, a colour by a guess.
"""
