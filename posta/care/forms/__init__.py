"""Every form of the catalogue on one page each, from its declaration: chosen, filled, signed, corrected.

Doors: urls. Never: a screen tuned to one form; those have their own folder and are linked from the index.
"""
