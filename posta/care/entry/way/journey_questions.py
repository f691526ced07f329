"""The journey: asked once for each journey, by whichever trade sees somebody first, afterwards shown and not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from posta.acts.actor import Actor
from posta.care.display.entries.answer_text import format_value
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.record.person import Person
from posta.clinical.journey import is_asked_of, is_over
from posta.web.formatting import format_day, to_local_day

JOURNEY_FIELDS = ("direction", "transport", "days_travel", "last_place")
ENTRIES_READ = 60  # the latest entries of a person in which a journey is looked for


class Sight(Protocol):
    """Whose way it is and what is known of it: the colleague, the person, their items with the newest first."""

    @property
    def actor(self) -> Actor: ...  # noqa: D102  as above
    @property
    def person(self) -> Person: ...  # noqa: D102
    @property
    def items(self) -> tuple[TimelineItem, ...]: ...  # noqa: D102
    def day_of(self, item: TimelineItem) -> date:
        """Return the post's local day of an item."""


@dataclass(frozen=True, slots=True, repr=False)
class WaySight:
    """The same for a page that reads no more of the person."""

    actor: Actor
    person: Person
    items: tuple[TimelineItem, ...]

    def day_of(self, item: TimelineItem) -> date:
        """Return the post's local day of an item."""
        return to_local_day(self.actor, item.occurred)


def load_way(actor: Actor, person: Person) -> WaySight:
    """Return what is known of the way of a person."""
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring, limit=ENTRIES_READ)
    return WaySight(actor, person, tuple(items))


def find_journey(sight: Sight) -> tuple[Mapping[str, object], date] | None:
    """Return what was told last of this journey, at whichever post, and on which day."""
    for item in sight.items:
        known = {name: value for name, value in item.forms.get(VISIT_FORM, {}).items() if name in JOURNEY_FIELDS}
        if known:
            day = sight.day_of(item)
            return None if is_over(day, sight.actor.today) else (known, day)
    return None


def asks_journey(sight: Sight) -> bool:
    """Return whether the page asks about the journey."""
    return is_asked_of(str(sight.person.answers.get("pop_group") or "")) and find_journey(sight) is None


def journey_text(sight: Sight) -> str:
    """Return the journey in one line, with the day on which it was told."""
    found = find_journey(sight)
    if found is None:
        return ""
    known, day = found
    form = get_form(VISIT_FORM)
    words = (format_value(form.field(name), known[name]) for name in JOURNEY_FIELDS if name in known)
    return " · ".join([*words, format_day(day, sight.actor.today)])
