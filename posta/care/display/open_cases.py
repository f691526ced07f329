"""Open cases as rows of a list: who, since when, what they need, what was promised and until when, the next appointment.

Only for the trades that write the form of such cases often, and only with the keys to it: a sealed case is in nobody
else's list, not as a number either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.care.display.agenda.planned_visits import format_planned_day
from posta.care.display.entries.answer_text import format_value
from posta.care.display.form_links import link_to
from posta.catalog.language.form import SEALED, Form
from posta.chart.agenda.planned_visits import DueVisit, list_planned_of_people
from posta.chart.agenda.reserved_visits import open_reserved
from posta.chart.history.open_cases import CasePromise, OpenCase, list_open_cases
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clock import DAY_MILLIS, to_epoch_day, to_millis
from posta.formkit.language import current_language
from posta.ids import PersonId
from posta.web.formatting import format_day, masked_name, to_local_day

CASE_DAYS = 366  # a case without an entry for longer is closed by itself


@dataclass(frozen=True, slots=True, repr=False)
class PromiseRow:
    """One promise of a case: what and what for, until when; `late` once that day has passed."""

    words: str
    until: str
    late: bool


@dataclass(frozen=True, slots=True, repr=False)
class CaseRow:
    """One open case of a list; `act` leads to the form in which it goes on."""

    href: str
    act: str
    name: str
    veiled: str
    about: str
    since: str
    promises: tuple[PromiseRow, ...]
    following: str
    late: bool


@dataclass(frozen=True, slots=True, repr=False)
class CaseList:
    """The open cases of one form: its heading, the words of its button, rows, and how many there are with those left out.

    `closed`: their compartment is closed in this session until the words are given again, so that nothing is known.
    """

    form: str
    heading: str
    act: str
    sealed: bool
    rows: tuple[CaseRow, ...]
    count: int
    late: int
    closed: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class _Context:
    actor: Actor
    form: Form
    people: Mapping[bytes, Person]
    following: Mapping[PersonId, DueVisit]


def present_cases(actor: Actor, form: Form, *, mine: bool = True, most: int | None = None) -> CaseList:
    """Return the open cases of a form at this post: the own ones or all, those with the earliest promise first.

    Of a service that is open to the whole team every case is everybody's.
    """
    cursor, today, sealed = actor.node.cursor, actor.today, form.compartment in SEALED
    heading = form.service.case.heading(current_language()) if form.service.case else ""
    label = form.label(current_language())
    if sealed and all(epoch.compartment != form.compartment for epoch in actor.node.keyring.blinded):
        return CaseList(form.name, heading, label, sealed, (), 0, 0, closed=True)
    since = to_millis(actor.now) - CASE_DAYS * DAY_MILLIS
    cases = list_open_cases(cursor, actor.post.number, actor.node.keyring, form, since)
    if mine and sealed:
        cases = [one for one in cases if one.author == actor.staff.id]
    cases.sort(key=lambda one: (one.due is None, one.due or today, one.since))
    shown = cases[:most]
    people = list_people(cursor, [one.person for one in shown])
    known = _Context(actor, form, people, _next_visits(actor, form, shown))
    rows = tuple(_case_row(one, people[one.person], known) for one in shown if one.person in people)
    late = sum(one.due is not None and one.due < today for one in cases)
    return CaseList(form.name, heading, label, sealed, rows, len(cases), late)


def _next_visits(actor: Actor, form: Form, cases: list[OpenCase]) -> dict[PersonId, DueVisit]:
    """Return the next visit of each person for this form, or for any care where the form is not sealed."""
    planned = list_planned_of_people(actor.node.cursor, [one.person for one in cases])
    opened = open_reserved(actor.node.cursor, planned, actor.node.keyring) if planned else []
    wanted = {form.number} if form.compartment in SEALED else {form.number, 0}
    return {one.person: one for one in reversed(opened) if one.form in wanted and not one.is_closed}


def _case_row(one: OpenCase, person: Person, known: _Context) -> CaseRow:
    actor, form = known.actor, known.form
    begun = to_local_day(actor, one.since)
    days = (actor.today - begun).days
    visit = known.following.get(one.person)
    late_visit = visit is not None and visit.days_late(to_epoch_day(actor.today)) > 0
    promises = tuple(_promise_row(promise, known) for promise in one.promises)
    return CaseRow(
        href=reverse("person", args=[person.id.hex()]),
        act=link_to(form, person),
        name=person.name,
        veiled=masked_name(person),
        about=" · ".join(format_value(form.field(name), value) for name, value in one.shown.items()),
        since=ngettext("since %(day)s (%(n)s day)", "since %(day)s (%(n)s days)", days)
        % {"day": format_day(begun, actor.today), "n": days},
        promises=promises,
        following=_("Next appointment: %(day)s") % {"day": format_planned_day(visit.due, actor)} if visit else "",
        late=late_visit or any(promise.late for promise in promises),
    )


def _promise_row(promise: CasePromise, known: _Context) -> PromiseRow:
    rule, form, today = known.form.service.case, known.form, known.actor.today
    assert rule is not None
    names = ((rule.what, promise.what), (rule.need, promise.need))
    words = [format_value(form.field(f"{rule.promises}.{name}"), value) for name, value in names if name and value]
    late = promise.due is not None and promise.due < today
    return PromiseRow(": ".join(words), _until(promise.due, today), late)


def _until(due: date | None, today: date) -> str:
    if due is None:
        return _("no day said")
    if due >= today:
        return _("by %(day)s") % {"day": format_day(due, today)}
    late = (today - due).days
    return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}
