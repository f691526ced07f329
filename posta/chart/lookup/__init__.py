"""Finding people and who waits: search, board, travel groups."""
