"""The clinical screens of a post: `entry`, `display` and `alerts` are shared, every other folder is one screen.

Owns: no tables; arranges declared fields, presents queries, calls `acts`. Doors: `urls`.
Never: writes, queries the ORM, puts a name in a title, URL or log; no screen imports another.
"""
