"""The agenda of a post: who is due today, overdue, due this week, expected from elsewhere; what became of a miss.

Doors: urls. Never: a sealed visit in words for a colleague who holds no key to it.
"""
