"""What makes a log private: keys, sealed parts, epochs and grants, key slots, passphrase words.

Owns: every use of cryptography except the head signature. Doors: `keys`, `envelope`, `epochs`, `slots`, `passphrase`.
Never: does I/O, keeps a key in a global, decides who may hold a key (that is `mission`).
"""
