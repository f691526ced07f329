"""The general consultation on one page: visit, vital signs and findings signed as one act in the time it takes to tell it.

Doors: urls. Never: a question that the catalogue does not declare; it only asks fewer at a time, in the order of the visit.
"""
