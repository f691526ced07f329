"""Counting: coded, pseudonymous facts and what is computed from them.

Owns: the projection of the facts compartment. Doors: `facts`, `counts`. Never: imports the chart; holds a name.
"""
