"""How entries, answers, arrivals and likely duplicates are shown on every clinical screen."""
