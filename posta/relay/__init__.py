"""The blind relay: stores sealed segments and hands them on; a separate ASGI service.

Owns: its store (SQLite) and nothing else. Doors: `app`, `storage`, `server`, `server_process`, `disclose`.
Never: holds a key that opens a part; logs an address; imports of Posta anything but `wire.address`,
`wire.compare`, `wire.membership`, `wire.errors`, what these stand on in `feed`, and `clock`, `ids`, `errors`.
"""
