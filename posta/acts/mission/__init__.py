"""Running the mission: founding, devices, colleagues, keys, cards."""
