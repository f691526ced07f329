"""Registration of a person in under a minute: four questions, near matches once, and the board with the same button."""
