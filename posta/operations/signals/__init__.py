"""Signals: how one is recorded, what its acts make of it, and the lists that ask for it."""
