"""The copy of a record for the person it is about: everything this session reads, colleagues by trade, nobody else.

Whom the person travels with, telephone numbers of others and who else was concerned by an entry are left out. Words that
somebody typed stand as they were typed: the page says that they are read before it is printed.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.choices.choice_words import first_state, matter_labels, present_openings, state_label
from posta.care.display.entries.answer_text import format_answers
from posta.care.display.entries.entry_summary import summarise
from posta.catalog import choice_acts as c
from posta.catalog import kinds
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.record.choices import FIRST_ANSWERS, list_choices
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.mission.staff import list_staff
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_date, role_label, to_local_day
from posta.web.placeholders import line_placeholder
from posta.web.view_helpers import load_post_names

MOST_ENTRIES = 1_000
OF_OTHERS = frozenset({"phone", "contact_ok", "post", "staff_role", "travel_with"})
"""Answers that tell of somebody else, or that the heading of an entry shows already."""

SHOWN_APART = OF_OTHERS | frozenset(FIRST_ANSWERS.values())


@dataclass(frozen=True, slots=True, repr=False)
class CopySection:
    """One form of an entry: its title and its answers."""

    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class CopyEntry:
    """One entry: what it was, when, where, by which trade; nothing more of a reserved one."""

    what: str
    by: str
    reserved: bool
    sections: tuple[CopySection, ...]


@dataclass(frozen=True, slots=True, repr=False)
class RecordCopy:
    """A copy of a record, and on which day it was made."""

    name: str
    code: str
    day: str
    person: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    openings: tuple[tuple[str, str], ...]
    entries: tuple[CopyEntry, ...]


def present_copy(actor: Actor, person: Person) -> RecordCopy:
    """Return the copy of a record, the newest entry first."""
    cursor = actor.node.cursor
    trades: dict[bytes, str] = {one.id: role_label(one.role) for one in list_staff(cursor)}
    posts = load_post_names(cursor)
    known = list_choices(cursor, person.id)
    states = ((matter, first_state(person, known, matter)) for matter in (*c.CONSENTS, c.LINK))
    choices = [(matter, state) for matter, state in states if state]
    asked = [(one.asked.matter, one.state) for one in known.requests]
    items = list_timeline(cursor, person.id, actor.node.keyring, limit=MOST_ENTRIES)
    return RecordCopy(
        person.name,
        person.code,
        format_date(actor.today, "j M Y"),
        tuple(format_answers(PERSON_FORM, {n: v for n, v in person.answers.items() if n not in SHOWN_APART})),
        tuple((matter_labels()[matter], state_label(matter, state)) for matter, state in (*choices, *asked)),
        tuple((one.by, one.words) for one in present_openings(actor, known, posts, trades)),
        tuple(_entry(one, actor, posts, trades) for one in items if one.kind in (kinds.ENCOUNTER, kinds.CORRECTION)),
    )


def _entry(item: TimelineItem, actor: Actor, posts: dict[int, str], trades: dict) -> CopyEntry:
    day = format_date(to_local_day(actor, item.occurred), "j M Y")
    trade = "" if item.reserved else trades.get(item.author or b"", "")
    by = " · ".join(one for one in (day, posts.get(item.post, ""), trade) if one)
    if item.reserved:
        return CopyEntry(_("Reserved appointment"), by, True, ())
    return CopyEntry(summarise(item).what, by, False, with_fallback(lambda: _sections(item), _unread))


def _sections(item: TimelineItem) -> tuple[CopySection, ...]:
    found = []
    for name, answers in sorted(item.forms.items(), key=lambda filled: filled[0] == "visit"):
        facts = format_answers(name, {n: v for n, v in answers.items() if n not in OF_OTHERS})
        if facts:
            found.append(CopySection(get_form(name).label(current_language()), tuple(facts)))
    return tuple(found)


def _unread() -> tuple[CopySection, ...]:
    return (CopySection(_("Answers"), ((_("Answers"), line_placeholder()),)),)
