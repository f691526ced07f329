"""The chronic cohort of a place: who is overdue, due, without contact for thirty days, controlled or not.

Doors: urls. Never: a diagnosis in a list, somebody who left the cohort.
"""
