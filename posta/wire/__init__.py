"""What travels: segments of a feed, bundle files, and the little that a relay may read of them.

Owns: the wire bytes. Doors: `address`, `compare`, `membership` (all that a relay may import), `bundle`.
Never: opens a part, reads a file or a socket.
"""
