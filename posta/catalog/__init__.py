"""What may be written down: clinical forms declared in TOML, structural acts as frozen dataclasses, and their codec.

Owns: forms, conditions, calculations, validation, kinds and versions, the split into compartments, upcasters.
Doors: `language.form`, `answers`, `kinds`, `encoding.codec`, `compartments`. Never: touches Django, a table, a key or a clock.
"""
