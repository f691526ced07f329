"""What is overdue, bundled: members of one family or group who missed appointments stand in one row of every list.

The row of a group says how much was missed, never by whom or what for.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from posta.care.display.companions import group_title
from posta.chart.agenda.planned_visits import DueVisit
from posta.chart.record.travel_groups import find_travel_groups, list_travel_groups
from posta.ids import PersonId
from posta.ledger.row_types import Cursor


@dataclass(frozen=True, slots=True, repr=False)
class LateVisits:
    """A missed visit of one person; or with a party, its title and size, what two or more of a group missed."""

    visits: tuple[DueVisit, ...]
    party: bytes | None = None
    title: str = ""
    size: int = 0

    @property
    def person(self) -> PersonId:
        """Return whose visit it is; of a group, whose was missed last."""
        return self.visits[0].person

    @property
    def why(self) -> str:
        """Return in words how much a group missed."""
        count = len(self.visits)
        return ngettext("%(n)s appointment missed", "%(n)s appointments missed", count) % {"n": count}

    def late_words(self, today: int) -> str:
        """Return in words by how many days the longest of them is overdue."""
        return late_words(max(one.days_late(today) for one in self.visits))


def late_words(days: int) -> str:
    """Return in words by how many days somebody is late."""
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}


def bundle_late(cursor: Cursor, late: Sequence[DueVisit]) -> list[LateVisits]:
    """Return what is overdue in its order, with one entry for a group that missed two or more."""
    parties = find_travel_groups(cursor, list({one.person for one in late}))
    by_party: dict[bytes, list[DueVisit]] = defaultdict(list)
    for one in late:
        if one.person in parties:
            by_party[parties[one.person]].append(one)
    together = {party: some for party, some in by_party.items() if len({one.person for one in some}) > 1}
    groups = list_travel_groups(cursor, list(together))
    found: dict[bytes, LateVisits] = {}
    for one in late:
        party = parties.get(one.person, b"")
        if party not in together:
            found[one.id] = LateVisits((one,))
        elif party not in found:
            travelling = groups[party].travelling
            found[party] = LateVisits(tuple(together[party]), party, group_title(travelling), len(travelling))
    return list(found.values())
