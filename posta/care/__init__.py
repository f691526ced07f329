"""The screens of a post, one folder per clinical act.

Owns: no tables; arranges declared fields, presents queries, calls `acts`. Doors: `urls`.
Never: writes, queries the ORM, puts a name in a title, URL or log.
"""
