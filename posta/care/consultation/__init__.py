"""The general consultation on one page: visit, vital signs and findings, signed as one act.

Doors: urls. Never: a question that the catalogue does not declare; it only shows fewer at a time, in the order of the
visit.
"""
