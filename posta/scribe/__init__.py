"""The only room that writes entries: own acts, received segments, replay.

Owns: the transaction that joins an entry to its projections. Doors: `write`, `incoming`, `replay`; `projections` is
the explicit tuple of those that receive an entry. Never: decides who may act; catches an error outside `incoming`.
"""
