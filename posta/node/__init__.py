"""This device: identity, unlocking, the encrypted database, drafts, side file, supervisor, backup and restore.

Owns: local tables that are never synced. Doors: `identity`, `process`, `storage`, `wsgi`, `http`, `upkeep`,
`drafts`, `access_log_buffer`, `settings`, `session`.
Never: leaves a key on disk in clear or in the supervisor's memory.
"""
