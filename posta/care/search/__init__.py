"""Search before registration: one box for names and codes, the reason of each match, then the link to register."""
