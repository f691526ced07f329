"""Opening a node's home from the command line: words from a terminal or standard input, keys held, Django set up."""

import getpass
import os
import sys
from contextlib import suppress
from pathlib import Path

from posta.errors import NotAllowed
from posta.node.identity.device import Unlocked
from posta.node.identity.device_keys_holder import hold_unlocked
from posta.node.identity.unlock import unlock
from posta.node.storage.database import migrate_database

DEFAULT_HOME = Path.home() / ".posta"


class WrongPassphrase(NotAllowed):
    """The words opened nothing."""

    sentences = {
        "no_colleague_with_words": "No colleague of the mission has these words; ask an administrator to appoint you first.",
        "wrong_passphrase": "These words did not open this computer.",
    }


def ask_passphrase() -> str:
    """Read five words, from the terminal without echo or as one line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("Words: ")
    return sys.stdin.readline().strip()


def open_home(home: Path, words: str | None = None) -> Unlocked:
    """Unlock a home and set Django up on it. Raises WrongPassphrase."""
    unlocked = unlock(home, ask_passphrase() if words is None else words)
    if unlocked is None:
        raise WrongPassphrase("wrong_passphrase")
    set_up_home(home, unlocked)
    from posta.acts.mission.slot_revocation import check_may_unlock
    from posta.config.start import prepare_home
    from posta.scribe.context.local_node import open_cursor

    if not check_may_unlock(home, unlocked, open_cursor()):
        raise WrongPassphrase("wrong_passphrase")
    prepare_home(home)  # no command makes a restored or copied home fork its own feed
    return unlocked


def set_up_home(home: Path, unlocked: Unlocked) -> None:
    """Hold the keys of an unlocked home in this process and bring its database up to date."""
    os.environ["POSTA_HOME"] = str(home)
    hold_unlocked(unlocked)
    migrate_database()


def load_django(home: Path) -> None:
    """Let rooms with tables be imported for a home whose keys are not held yet."""
    os.environ["POSTA_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")
    import django

    django.setup()


def absolute_home(home: Path) -> Path:
    """Return the home a command was given, made absolute."""
    with suppress(OSError):
        return home.expanduser().resolve()
    return home
