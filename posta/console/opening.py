"""Opening a node's home from the command line: words from a terminal or standard input, keys held, Django set up."""

import getpass
import os
import sys
from contextlib import suppress
from pathlib import Path

from posta.errors import NotAllowed
from posta.node.database import bring_up_to_date
from posta.node.device import Unlocked
from posta.node.identity import hold_unlocked
from posta.node.unlock import unlock

DEFAULT_HOME = Path.home() / ".posta"


class WrongWords(NotAllowed):
    """The words opened nothing."""


def ask_words() -> str:
    """Five words, from the terminal without echo or as one line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("Words: ")
    return sys.stdin.readline().strip()


def open_home(home: Path, words: str | None = None) -> Unlocked:
    """Unlock a home and set Django up on it. Raises WrongWords."""
    unlocked = unlock(home, ask_words() if words is None else words)
    if unlocked is None:
        raise WrongWords("These words did not open this computer.")
    set_up(home, unlocked)
    from posta.acts.standing import may_open
    from posta.config.start import begin_at_home
    from posta.scribe.here import open_cursor

    if not may_open(home, unlocked, open_cursor()):
        raise WrongWords("These words did not open this computer.")
    begin_at_home(home)  # whatever the command writes, a restored or copied home does not write over its own past
    return unlocked


def set_up(home: Path, unlocked: Unlocked) -> None:
    """Hold the keys of an unlocked home in this process and bring its database up to date."""
    os.environ["POSTA_HOME"] = str(home)
    hold_unlocked(unlocked)
    bring_up_to_date()


def load_django(home: Path) -> None:
    """Let rooms with tables be imported for a home whose keys are not held yet."""
    os.environ["POSTA_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")
    import django

    django.setup()


def at_home(home: Path) -> Path:
    """The home a command was given, made absolute."""
    with suppress(OSError):
        return home.expanduser().resolve()
    return home
