"""The blind relay: stores sealed segments and hands them on; a separate ASGI service.

Owns: its store (SQLite) and nothing else. Doors: `app`, `store`, `disclose`.
Never: holds a key that opens a part; imports of Posta anything but `parcel.address`.
"""
