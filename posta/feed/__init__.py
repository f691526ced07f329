"""What makes a log trustworthy: header, canonical bytes, hash chain, head signature, hybrid clock, fork evidence.

Owns: the grammar of an entry's header and the rules a chain must keep. Doors: `entry`, `canonical`, `chain`, `sign`, `hlc`,
`fork`. Never: opens a sealed part, reads a clock or a disk, knows what an entry is about.
"""
