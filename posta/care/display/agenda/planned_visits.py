"""Planned visits as rows of a list: whom, what for, which day or how late, what was said of a miss, what can be done.

Of a reserved visit that this colleague cannot open the row shows the day and that it is reserved. A list that people in
a waiting room can see (`shared`) shows no more than that of any reserved visit, as the board does of arrivals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.agenda.headings import NOWHERE, Heading, list_headings
from posta.care.display.agenda.late_visits import late_words
from posta.care.display.arrivals import REASONS
from posta.catalog.language.form import Form, get_form, list_forms
from posta.chart.agenda.planned_visits import DueVisit, ExpectedPerson, list_expectations, list_seen_since
from posta.chart.agenda.reserved_visits import open_reserved
from posta.chart.history.entry_content import EntryContent, decrypt_entries
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clinical.follow_up import is_lost, travel_days
from posta.clock import DAY_MILLIS, from_epoch_day, to_epoch_day, to_millis
from posta.formkit.language import current_language
from posta.ids import PersonId
from posta.mission.places.offered_forms import is_form_offered
from posta.mission.posts import Post, list_posts
from posta.node.safe_display import with_fallback
from posta.terms.data_files import choose_label
from posta.terms.diagnoses import diagnosis_label, find_diagnosis
from posta.terms.schedules import find_schedule
from posta.web.formatting import format_age, format_date, format_day, masked_name, to_local_day
from posta.web.placeholders import line_placeholder
from posta.web.row_addresses import address_with_id

MIND = "mh"  # the group of mental health diagnoses of a general doctor
HIDDEN_DIAGNOSIS_FLAGS = frozenset({"V", "M"})  # violence and mental health are not shown in a waiting room


@dataclass(frozen=True, slots=True, repr=False)
class PlannedRow:
    """One planned visit of a list. `act` is where to say what became of it; empty if this colleague cannot.

    It has no `rows`: a group of visits has them.
    """

    href: str
    name: str
    veiled: str
    why: str
    when: str
    id: str = ""
    late: str = ""
    lost: bool = False
    seal: bool = False
    note: str = ""
    place: str = ""
    act: str = ""
    rows: tuple[()] = ()


@dataclass(frozen=True, slots=True, repr=False)
class _Known:
    """What is read once for all rows of a list."""

    actor: Actor
    people: Mapping[bytes, Person]
    contents: Mapping[int, EntryContent]
    seen: Mapping[PersonId, int]
    expected: Mapping[PersonId, ExpectedPerson]
    headings: Mapping[PersonId, Heading]
    posts: Mapping[int, Post]
    shared: bool
    days: Mapping[int, str]


def present_planned_rows(actor: Actor, visits: Sequence[DueVisit], *, shared: bool = False) -> list[PlannedRow]:
    """Return the rows of planned visits of people who are known here; the number of queries does not grow with them."""
    cursor, ring = actor.node.cursor, actor.node.keyring
    opened = list(visits) if shared else open_reserved(cursor, visits, ring)
    today = to_epoch_day(actor.today)
    late = sorted({one.person for one in opened if one.days_late(today)})
    plain = [one.entry for one in opened if not one.form and not one.schedule and not one.reserved]
    known = _Known(
        actor, list_people(cursor, [one.person for one in opened]), decrypt_entries(cursor, plain, ring) if plain else {},
        list_seen_since(cursor, late), list_expectations(cursor, late), list_headings(actor, late),
        {post.number: post for post in list_posts(cursor)} if opened else {}, shared,
        {day: format_planned_day(day, actor) for day in {one.due for one in opened}},
    )  # fmt: skip
    return [_row(one, known.people[one.person], known) for one in opened if one.person in known.people]


def visit_label(schedule: str, form: int, week: int | None = None) -> str:
    """Return what a visit is for: the words of its schedule, else the name of its form, else an appointment."""
    found = find_schedule(schedule)
    if found is not None:
        words = choose_label(found.labels, current_language(), schedule)
        return f"{words} · {_('%(n)s wk') % {'n': week}}" if week else words
    named = _form(form)
    return named.label(current_language()) if named else _("Appointment")


def format_planned_day(day: int, actor: Actor) -> str:
    """Return the day of a visit with its weekday."""
    on = from_epoch_day(day)
    words = format_day(on, actor.today)
    return words if abs((on - actor.today).days) <= 1 else f"{format_date(on, 'D')} {words}"


def _row(one: DueVisit, person: Person, known: _Known) -> PlannedRow:
    """Return the row of a visit; one that cannot be shown still has a row."""
    href = address_with_id("person", person.id)
    return with_fallback(
        lambda: _readable_row(one, person, known, href),
        lambda: PlannedRow(href, person.name, masked_name(person), line_placeholder(), "", one.id.hex()),
    )


def _readable_row(one: DueVisit, person: Person, known: _Known, href: str) -> PlannedRow:
    actor, form = known.actor, _form(one.form)
    days = one.days_late(to_epoch_day(actor.today))
    hidden = one.reserved and (known.shared or one.is_closed)
    return PlannedRow(
        href=href,
        name=person.name,
        veiled=masked_name(person),
        why=_("Reserved appointment") if hidden else _reason(one, person, known),
        when=known.days[one.due],
        id=one.id.hex(),
        late=late_words(days) if days else "",
        lost=bool(days) and not hidden and _is_lost(one, person, known, form, days),
        seal=one.reserved,
        note=" · ".join(words for words in (_closed_note(one, known, hidden=hidden), _note(one, actor)) if words),
        place="" if one.post == actor.post.number else _place_name(one.post, known),
        act="" if hidden else address_with_id("agenda-visit", one.id),
    )


def _reason(one: DueVisit, person: Person, known: _Known) -> str:
    if one.form or one.schedule:
        return visit_label(one.schedule, one.form)
    content = known.contents.get(one.entry)
    return (
        _diagnosis_label(_diagnosis(content))
        or _follow_up_label(content)
        or format_age(person.answers, known.actor.today)
    )


def _is_lost(one: DueVisit, person: Person, known: _Known, form: Form | None, days: int) -> bool:
    """Return whether a person who missed a visit counts as lost.

    They are given the days of the way that they may be on, and until when they said that they would be elsewhere. Where
    they are expected says that first, then where they said that they go.
    """
    seen = known.seen.get(person.id, one.at)
    unseen = max(0, (to_millis(known.actor.now) - seen) // DAY_MILLIS)
    expected = known.expected.get(person.id)
    heading, group = known.headings.get(person.id, NOWHERE), str(person.answers.get("pop_group") or "")
    towards = _state_of(expected.post, known) if expected else heading.state
    travel = travel_days(_state_of(one.post, known), towards, group, heading.direction)
    if expected is not None:
        travel = max(travel, expected.day - one.due)
    return is_lost(form.name if form else "", days, unseen, travel)


def _closed_note(one: DueVisit, known: _Known, *, hidden: bool) -> str:
    """Return a warning if, on the day of a visit, the place is closed or does not give this care.

    Of a hidden visit only what holds of the whole place is said.
    """
    post, form = known.posts.get(one.post), None if hidden else _form(one.form)
    if post is None or one.due < to_epoch_day(known.actor.today):
        return ""
    if not post.is_open_on(one.due):
        return _("the place is closed that day")
    given = form is None or is_form_offered(form, post.services_on(one.due))
    return "" if given else _("this care is not given that day")


def _place_name(number: int, known: _Known) -> str:
    post = known.posts.get(number)
    return post.name if post else ""


def _state_of(number: int, known: _Known) -> str:
    """Return the state of a post: the first two digits of INEGI's code of its municipality."""
    post = known.posts.get(number)
    return post.municipality[:2] if post else ""


def _note(one: DueVisit, actor: Actor) -> str:
    if not one.note:
        return ""
    words = {"called": _("Called %(day)s"), "found": _("Found %(day)s")}[one.note]
    return words % {"day": format_day(to_local_day(actor, one.noted), actor.today)}


def _form(number: int) -> Form | None:
    return next((one for one in list_forms() if one.number == number), None) if number > 0 else None


def _diagnosis(content: EntryContent | None) -> str:
    """Return the illness for which a person comes back, as their last visit names it."""
    forms = content.forms.items() if content else ()
    asked = ((get_form(name).service.diagnosis, answers) for name, answers in forms)
    return next((str(answers[question]) for question, answers in asked if question and answers.get(question)), "")


def _diagnosis_label(code: str) -> str:
    line = find_diagnosis(code)
    hidden = line is None or line.flags & HIDDEN_DIAGNOSIS_FLAGS or line.compartment != "facts" or line.group == MIND
    return "" if hidden else diagnosis_label(code, current_language())


def _follow_up_label(content: EntryContent | None) -> str:
    """Return the reason for a follow-up, in the same words as other reasons for a visit."""
    services = [get_form(name).service for name in content.forms] if content else []
    reasons = (reason for one in services if one.ends_visit for reason in one.reasons[:1])
    return next((str(REASONS[reason]) for reason in reasons if reason in REASONS), "")
