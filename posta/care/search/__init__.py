"""Search before register: one box over names and codes, why each row matched, and only then the way to register."""
