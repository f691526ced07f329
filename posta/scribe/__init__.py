"""The only hand that writes: own acts, received segments, replay.

Owns: the transaction that joins an entry to its projections. Doors: `write`, `incoming`, `replay`; `projections` is the
explicit tuple of who is told. Never: decides who may act; catches an error outside `incoming`.
"""
