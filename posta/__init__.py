"""Posta: the health record that walks with people on the move.

Each package below is a room; its docstring says what it is for, what it owns, its doors and what it must never do.
A room uses only rooms on lower floors (see ARCHITECTURE.md; enforced by `lint-imports`).
"""

__version__ = "0.1.0"
