"""Lists of places, too long for every page that asks for one: fetched once, when a box is about to be filled, and kept.

Doors: urls. Never: anything about a person or a mission; a browser keeps what stands here.
"""
