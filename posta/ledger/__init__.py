"""The feeds as received: append-only, checked, carried whether or not this device can read them.

Owns: entries, parts, heads, quarantine, the frontier. Doors: `queries`, `frontier`; `store` for the scribe alone.
Never: interprets what an entry says; updates or deletes a header.
"""
