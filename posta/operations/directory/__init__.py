"""The directory: the partners to whom people are referred, as last verified; it travels with the mission."""
