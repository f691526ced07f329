"""Referrals: how one is opened, what its acts make of it, and the lists that ask for it."""
