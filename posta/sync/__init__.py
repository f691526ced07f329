"""Carrying feeds between devices: compare heads, send what is missing, resume anywhere.

Owns: the exchange and its transports (memory, folder, relay, direct). Doors: `exchange`, `transports`.
Never: opens a part; waits for the network on a screen's behalf.
"""
