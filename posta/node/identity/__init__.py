"""Whose computer this is: device keys, slots, unlocking, joining."""
