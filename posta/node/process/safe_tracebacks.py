"""What a process that holds keys may say of a fault: its kind, where it arose, and, for an error of ours, the rule.

The text of other errors may quote what was being worked on, a name or a line of a consultation, and standard error ends
up in files that nobody seals. So it is never printed, nor are the values that a trace shows.

    posta worker: OperationalError at posta.node.storage.database:88, posta.config.start:24

Errors of `posta.errors` have messages that are fit to be shown, so theirs are.
"""

import logging
import sys
import threading
from types import FrameType, TracebackType

from posta.errors import PostaError

MAX_FRAMES = 4


def describe_fault(error: BaseException) -> str:
    """Return the kind of an error and the last places of ours it passed, innermost first.

    The rule is added if it is an error of ours.
    """
    places = [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in _frames(error.__traceback__)]
    ours = [place for place in places if place.startswith("posta.")] or places
    text = f"{type(error).__name__} at {', '.join(ours[: -MAX_FRAMES - 1 : -1]) or 'an unknown place'}"
    return f"{text}: {error}" if isinstance(error, PostaError) else text


def print_fault(error: BaseException, who: str = "worker") -> None:
    """Print one line on standard error; `who` names the kind of process."""
    sys.stderr.write(f"posta {who}: {describe_fault(error)}\n")
    sys.stderr.flush()


def install_excepthook(who: str = "worker") -> None:
    """Limit what this process prints of any fault to the line of `describe_fault`.

    That includes faults that nobody catches and faults that a library logs.
    """
    sys.excepthook = lambda kind, error, trace: print_fault(error, who)
    threading.excepthook = lambda args: print_fault(args.exc_value or args.exc_type(), who)
    sys.unraisablehook = lambda args: print_fault(args.exc_value or args.exc_type(), who)
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_SafeFormatter(who))


class _SafeFormatter(logging.Formatter):
    """A line of a log without its arguments, and of an exception only what may be said."""

    def __init__(self, who: str) -> None:
        super().__init__()
        self._who = who

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        place = f"{record.name}:{record.lineno}"
        return f"posta {self._who}: {place}: {describe_fault(error) if error else record.levelname.lower()}"


def _frames(trace: TracebackType | None) -> list[tuple[FrameType, int]]:
    found = []
    while trace is not None:
        found.append((trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return found
