"""Every write of these tests is followed by a replay (see `tests.replay_every_write`)."""

from tests.replay_every_write import every_write_is_replayed

__all__ = ["every_write_is_replayed"]
