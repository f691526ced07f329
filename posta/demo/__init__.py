"""The demonstration mission: posts, a relay, coordination and the public page on loopback, with invented people.

Owns: nothing that lasts; its homes are removed when it ends. Doors: `command`.
Never: is used by a post that cares for people.
"""
