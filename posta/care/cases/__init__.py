"""Open cases: whom a colleague looks after at this post over weeks, what was promised to them, and until when.

Doors: urls. Never: a case, or how many there are, for a colleague who holds no key to its form.
"""
