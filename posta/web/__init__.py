"""The frame of every page: layout, navigation, current actor, errors, formatting.

Owns: no tables; the base template, static files and template tags. Doors: `middleware`, `view_helpers`, `session`, `pages`.
Never: knows a clinical screen, writes to the log by itself, puts a name in a title, URL or log.
"""
