"""The figures that the mission publishes: each with its definition, source and history; charts and downloads."""
