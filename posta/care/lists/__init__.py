"""Lists of places, too long for every page: the browser loads a list once, when a box needs it, and caches it.

Doors: urls. Never: anything about a person or a mission, because the browser caches these lists.
"""
