"""Reads the mission's TOML files, with messages that name file and line."""
