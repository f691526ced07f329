"""Bulk work without Python's search for circles among objects: a sixth of the time of a large receive went into it.

Entries are tuples that hold one another in one direction only and go as soon as nobody counts on them, so there is
nothing to find. The search goes on between batches.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_disabled() -> Iterator[None]:
    """Put off the garbage collector while a batch is worked on."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
