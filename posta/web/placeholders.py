"""Words for what cannot be shown: they replace one entry, one row or one line of a page, never the page itself.

Values are checked where they are read (`catalog.encoding.shapes`) and where sealed parts are opened
(`chart.history.entry_content`), which say what is wrong with an entry; an unforeseen fault is caught while it is
worded (`node.safe_display`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posta.chart.history.entry_content import BrokenReason
from posta.node.safe_display import with_fallback

Shown = TypeVar("Shown")
BROKEN_REASONS = {
    BrokenReason.ALTERED: gettext_lazy("its bytes are not those that were sealed"),
    BrokenReason.MALFORMED: gettext_lazy("it does not have the shape of what it says it is"),
    BrokenReason.OTHER: gettext_lazy("a part of it speaks of another act or another person"),
    BrokenReason.NEWER: gettext_lazy("a newer Posta wrote it: update this computer"),
    BrokenReason.EMPTY: gettext_lazy("nothing is written in it"),
    BrokenReason.UNFORESEEN: gettext_lazy("this program cannot read what is written in it"),
}


@dataclass(slots=True, repr=False)
class UnreadableLines:
    """The lines of a page that cannot be shown; a missing line must be named, or it would be read as "none"."""

    names: list[str] = field(default_factory=list)

    def fill(self, name: str, make: Callable[[], Shown], otherwise: Callable[[], Any]) -> Shown:
        """Return the line of this name, or its placeholder."""

        def note() -> Shown:
            self.names.append(name)
            return cast("Shown", otherwise())

        return with_fallback(make, note)

    @property
    def alerts(self) -> tuple[str, ...]:
        """Return the alerts about these lines for the header of the page."""
        return tuple(_("Cannot be shown: %(what)s") % {"what": name} for name in dict.fromkeys(self.names))


def entry_placeholder() -> str:
    """Return the placeholder of an entry."""
    return _("This entry cannot be shown")


def explain_unreadable(entry: bytes, why: BrokenReason) -> str:
    """Return which entry it is, by the first characters of its id, and why it cannot be shown."""
    return f"{entry.hex()[:8]}: {BROKEN_REASONS[why]}"


def line_placeholder() -> str:
    """Return the placeholder of one line of a page."""
    return _("cannot be shown")
