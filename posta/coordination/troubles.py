"""What coordination must look at: a computer that signed two entries at one place, and entries set aside here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.watching import Watch
from posta.clock import moment_of
from posta.coordination.present import ago
from posta.ledger.read import count_aside
from posta.mission.posts import list_devices, list_forks


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line: whose, what, since when; `kind` is bad or empty."""

    origin: str
    words: str
    count: int
    since: str
    kind: str


def present_troubles(watch: Watch) -> list[Trouble]:
    """Alarms first, then what was set aside."""
    labels = {one.feed: one.label for one in list_devices(watch.cursor)}
    forked: dict[bytes, int] = {}
    for feed, _incarnation, _sequence in list_forks(watch.cursor):
        forked[feed] = forked.get(feed, 0) + 1
    words = _("Two entries at one place: this computer was restored or copied. Both are kept; find out how it came.")
    alarms = [Trouble(labels.get(feed, ""), words, count, "", "bad") for feed, count in forked.items()]  # type: ignore[call-overload]
    aside = [
        Trouble(
            labels.get(one.feed, "") if one.feed else "",
            _(one.reason),
            one.entries,
            ago(moment_of(one.since), watch.now),
            "bad" if one.rule == "revoked" else "",
        )
        for one in count_aside(watch.cursor)
    ]
    return alarms + aside
