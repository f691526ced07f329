"""The root of every error Posta raises on purpose, and its four branches.

A message says what happened, which rule, and what to do. It never holds a name, clinical text, or an id longer than
eight characters, because messages end up on shared screens and in logs.
"""


class PostaError(Exception):
    """Something Posta refuses or cannot do; the message is fit to be shown."""


class InvalidData(PostaError):
    """The bytes or values received break a rule; repeating the same call cannot help."""


class NotAllowed(PostaError):
    """The person, device or role may not do this; the message says which rule."""


class TemporarilyUnavailable(PostaError):
    """The state does not allow it at this moment; trying again later may."""


class StorageError(PostaError):
    """Storage failed (full, read-only, damaged); nothing was half-saved."""
