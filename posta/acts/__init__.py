"""What people do, one module per area: check that they may, build the catalog value, hand it to the scribe.

Owns: no tables. Doors: the `record_*` functions. Never: writes a row itself, renders a screen.
"""
