"""Families and groups on the road: who belongs, how each one is, who left and why; registering all on one page.

Doors: urls. Never: a name in an address or a title, or what a sealed visit is for.
"""
