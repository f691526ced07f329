"""Every write of these tests is followed by a replay (see `tests.replaying`)."""

from tests.replaying import every_write_is_replayed

__all__ = ["every_write_is_replayed"]
