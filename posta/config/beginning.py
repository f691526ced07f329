"""What goes on beside answering in an open node: own heads are noted, newcomers let in, the courier sets out."""

import threading
from contextlib import suppress
from pathlib import Path

from django.db import connection

from posta.acts.beginning import adopt_colleague
from posta.courier.loop import start_loop
from posta.errors import BrokenDisk
from posta.feed.entry import Head
from posta.node.device import Unlocked
from posta.node.gate import adopters
from posta.node.opened import what_is_opened
from posta.node.side_file import SideFile


def begin() -> None:
    """Begin everything that a node does beside answering requests. Keys must be held and Django set up."""
    adopters[:] = [let_in]
    start_loop()


class HeadKeeper:
    """One side file for all threads that write; an older head never follows a newer one."""

    def __init__(self, file: SideFile) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._last = (-1, -1)

    def __call__(self, head: Head) -> None:
        """Note a head that has been committed. It is saved already, so a side file that fails is no refusal."""
        place = (head.incarnation, head.sequence)
        with self._guard, suppress(BrokenDisk):
            if place > self._last:
                self._file.write(head)
                self._last = place


def let_in(home: Path, words: str) -> Unlocked | None:
    """A colleague of the mission who comes to this open post for the first time."""
    try:
        return adopt_colleague(home, words, what_is_opened().master)
    finally:
        connection.close()  # the door is outside Django's requests, so nobody else would
