"""Faults that coordination must see: a computer that signed two entries at one place, and quarantined entries."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.coordination_context import CoordinationContext
from posta.clock import from_millis
from posta.coordination.overview_page import format_ago
from posta.ledger.queries import count_quarantined
from posta.mission.posts import list_devices, list_forks
from posta.web.notices.messages import translate_reason


@dataclass(frozen=True, slots=True)
class Issue:
    """One line: its computer, its fault, since when; `kind` is bad or empty."""

    origin: str
    words: str
    count: int
    since: str
    kind: str


def present_issues(watch: CoordinationContext) -> list[Issue]:
    """Return alarms first, then quarantined entries."""
    labels = {one.feed: one.label for one in list_devices(watch.cursor)}
    forked: dict[bytes, int] = {}
    for feed, _incarnation, _sequence in list_forks(watch.cursor):
        forked[feed] = forked.get(feed, 0) + 1
    words = _("Two entries at one place: this computer was restored or copied. Both are kept; find out how it came.")
    alarms = [Issue(labels.get(feed, ""), words, count, "", "bad") for feed, count in forked.items()]  # type: ignore[call-overload]
    aside = [
        Issue(
            labels.get(one.feed, "") if one.feed else "",
            translate_reason(one.reason),
            one.entries,
            format_ago(from_millis(one.since), watch.now),
            "bad" if one.rule == "revoked" else "",
        )
        for one in count_quarantined(watch.cursor)
    ]
    return alarms + aside
