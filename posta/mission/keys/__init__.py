"""The mission's keys: grants, epochs, wrapped keys, cards."""
