"""This device: identity, unlocking, the encrypted database, drafts, side file, supervisor, backup and restore.

Owns: local tables that are never synced. Doors: `device`, `unlock`, `supervisor`, `drafts`, `readings`, `side_file`, `backup`.
Never: leaves a key on disk in clear or in the supervisor's memory.
"""
