"""One person's record as seen from here: registers, timeline, board, last values, search.

Owns: the projection of care and of the sealed compartments this session may open. Doors: `record`, `history`,
`board`, `people_search`. Never: writes an entry; shows of a sealed part more than that it is reserved.
"""
