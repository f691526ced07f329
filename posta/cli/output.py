"""Words on a terminal: plain lines on standard output, progress and reasons on standard error."""

import gettext
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from posta.errors import PostaError

_CATALOGUES = Path(__file__).parents[1] / "locale"
_SETTINGS = ("LC_ALL", "LC_MESSAGES", "LANG")


def in_terminal_language() -> Callable[[str], str]:
    """Translate sentences to the terminal's language: Spanish and French where it names them, English otherwise."""
    return gettext.translation("django", _CATALOGUES, [terminal_language()], fallback=True).gettext


def translate_for_terminal(error: PostaError) -> str:
    """Return what an error says in the terminal's language, where its sentence is translated."""
    words = in_terminal_language()(error.sentence)
    return words % error.params if error.params else words


def terminal_language() -> str:
    """Return the language that the terminal names, if Posta speaks it; English otherwise."""
    wanted = next((os.environ[name] for name in _SETTINGS if os.environ.get(name)), "")[:2]
    return wanted if wanted in ("es", "fr") else "en"


def print_info(line: str = "") -> None:
    """Print a line for the person who typed the command."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_error(line: str) -> None:
    """Print a one-line reason on standard error."""
    sys.stderr.write(line + "\n")


@contextmanager
def show_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error while work goes on; nothing where that is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
