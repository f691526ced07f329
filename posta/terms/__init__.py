"""Coded lists: what may be chosen, with labels in Spanish, English and French and the source of each.

Owns: lists, diagnoses, countries, languages, municipalities, medicines.
Doors: `lists`, `diagnoses`, `places`, `medicines`.
Never: knows a person, a form or a table. Plain Python, read from the TOML and JSON files beside it.
"""
