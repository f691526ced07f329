"""The `posta` command line: one file per command, each a few lines over the rooms below.

Owns: the words of the commands, and opening a home from a terminal. Doors: `run`. Never: does by itself what an act,
the scribe or `sync` does; prints a name or clinical text; shows a progress bar where output is not a terminal.
"""
