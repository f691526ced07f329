"""The visits that follow, on a page that is being signed: what schedules propose, the next session, days as typed.

A page that plans posts `planning`. What the schedules propose depends on the answers, so it is shown when the page is
signed, chosen beforehand, and signing again plans what stands chosen then. If the answers change meanwhile so that other
days are proposed, they are shown again. A sealed form has no outcome in the open; its page asks for the next session.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.agenda.next_stops import ProposedStop, propose_next_stops
from posta.acts.care.agenda.planned_visits import (
    Choices,
    Planner,
    StopChoice,
    VisitChoice,
    VisitNotPlanned,
    check_can_expect,
    check_can_plan,
    propose_next_visits,
)
from posta.care.display.agenda.planned_visits import visit_label
from posta.catalog.answering.parse import parse_day
from posta.catalog.answers import ValidatedForm
from posta.catalog.errors import InvalidValue, Problem
from posta.catalog.language.form import SEALED, Form, list_forms
from posta.chart.record.person import Person
from posta.clinical.schedules import ProposedVisit
from posta.clock import to_epoch_day
from posta.errors import InvalidData, gettext_noop
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, get_values
from posta.formkit.problem_messages import messages_by_path
from posta.formkit.render.field_views import FieldView
from posta.mission.errors import NotOfThisMission
from posta.mission.posts import list_posts
from posta.terms.schedules import find_schedule
from posta.web.formatting import format_date, format_day
from posta.web.notices.messages import translate_error

PLANNING, SHOWN, CHOSEN, DAY = "planning", "proposed", "visit", "visit_day"
SESSION_IN, SESSION_DAY, PLACE = "session_in", "session_day", "visit_place"
SESSION_DAYS = ("7", "14", "30")
NEXT = "next"  # the paths of problems begin with it, as others with their form


Proposals = tuple[ProposedVisit | ProposedStop, ...]


class VisitsProposed(InvalidData):
    """Nothing was written yet: visits are proposed that the signer has not seen, or a day of theirs is wrong."""

    sentence = gettext_noop("Look at the visits that are proposed, and sign again.")

    def __init__(self, proposals: Proposals, problems: tuple[Problem, ...] = ()) -> None:
        self.proposals, self.problems = proposals, problems
        super().__init__()


@dataclass(frozen=True, slots=True, repr=False)
class ProposalRow:
    """One proposed visit on the page: its chip and the box with its day."""

    key: str
    label: str
    note: str
    chosen: bool
    day: FieldView


@dataclass(frozen=True, slots=True, repr=False)
class NextVisits:
    """What the page asks about visits that follow; `carried` are choices of a section that is not shown now."""

    mark: str = ""
    proposals: tuple[ProposalRow, ...] = ()
    session: tuple[FieldView, ...] = ()
    place: FieldView | None = None
    carried: tuple[tuple[str, str], ...] = ()
    problems: tuple[tuple[str, str, str], ...] = ()
    asked: Mapping[str, FieldView] = field(default_factory=dict)


def plan_visits(actor: Actor, person: Person, raw: FormData, form: Form) -> Planner:
    """Return what chooses the visits that follow a page, from what was posted. It raises VisitsProposed."""

    def plan(filled: Sequence[ValidatedForm]) -> Choices:
        if not get_values(raw, PLANNING):
            return ()
        proposals: Proposals = (
            *propose_next_visits(actor, person, filled, actor.now),
            *propose_next_stops(actor, person, filled),
        )
        if proposals and get_values(raw, SHOWN)[:1] != [_mark(proposals)]:
            raise VisitsProposed(proposals)
        chosen, problems = _read_choices(actor, person, raw, proposals, form)
        if problems:
            raise VisitsProposed(proposals, problems)
        return chosen

    return plan


def present_next_visits(
    actor: Actor,
    person: Person,
    raw: FormData,
    form: Form,
    proposals: Proposals,
    problems: Sequence[Problem],
) -> NextVisits:
    """Return the section of a page that asks about the visits that follow."""
    errors = messages_by_path(problems)
    fresh = get_values(raw, SHOWN)[:1] != [_mark(proposals)]
    rows = tuple(_row(one, actor, raw, errors, fresh=fresh) for one in proposals)
    session = _session_fields(actor, raw, errors) if asks_session(form) else ()
    views = {view.name: view for view in (*(row.day for row in rows), *session)}
    listed = tuple((views[path].id, views[path].label, words) for name, words in errors.items()
                   if (path := name.partition(".")[2]) in views)  # fmt: skip
    asks = bool(session) or any(isinstance(one, ProposedVisit) for one in proposals)
    return NextVisits(
        _mark(proposals), rows, session, _place_field(actor, person, raw) if asks else None,
        () if rows else _carried(raw), listed, views,
    )  # fmt: skip


def asks_session(form: Form) -> bool:
    """Return whether a page asks for the next session: it is sealed and sees a person."""
    return form.compartment in SEALED and form.service.closes_arrival and not form.service.ends_visit


def day_field(name: str, value: str, label: str, error: str = "") -> FieldView:
    """Return a box for a day."""
    return FieldView(
        name, f"f-{name.replace('.', '-')}", "day", label, value=value, error=error, hint=_("day/month/year")
    )


def _read_choices(
    actor: Actor, person: Person, raw: FormData, proposals: Proposals, form: Form
) -> tuple[list[VisitChoice | StopChoice], tuple[Problem, ...]]:
    place = next(iter(get_values(raw, PLACE)), "")
    number = next((post.number for post in list_posts(actor.node.cursor) if post.id == place), None)
    chosen: list[VisitChoice | StopChoice] = []
    problems: list[Problem] = []
    keys = set(raw.get(CHOSEN, ()))
    asked: list[tuple[str, date, VisitChoice | ProposedStop]] = [
        (f"{DAY}.{one.key}", one.day, one if isinstance(one, ProposedStop) else _choice(one, number))
        for one in proposals
        if one.key in keys
    ]
    if asks_session(form) and (day := _session_day(actor, raw)) is not None:
        asked.append((SESSION_DAY, day, VisitChoice(day, day, day, _session_form(form), place=number)))
    for name, usual, choice in asked:
        try:
            typed = next(iter(get_values(raw, name)), "")
            day = parse_day(typed, actor.today) if typed else usual
            chosen.append(_checked(actor, person, choice, day))
        except InvalidValue as error:
            problems.append(Problem(f"{NEXT}.{name}", error.rule, error.params))
        except (VisitNotPlanned, NotOfThisMission) as error:
            problems.append(Problem(f"{NEXT}.{name}", translate_error(error).replace("%", "%%")))
    return chosen, tuple(problems)


def _checked(actor: Actor, person: Person, choice: VisitChoice | ProposedStop, day: date) -> VisitChoice | StopChoice:
    """Return the choice on this day. Raises VisitNotPlanned, NotOfThisMission."""
    if isinstance(choice, ProposedStop):
        stop = choice.choose(day)
        check_can_expect(actor, [person.network], choice.place, stop.day, stop.last)
        return stop
    moved = choice if day == choice.day else _moved(choice, day)
    check_can_plan(actor, person, moved)
    return moved


def _choice(one: ProposedVisit, place: int | None) -> VisitChoice:
    return VisitChoice(one.day, one.first, one.last, one.form, one.schedule, place=place)


def _moved(choice: VisitChoice, day: date) -> VisitChoice:
    """Return a choice on another day, with as many days around it."""
    shift = day - choice.day
    return replace(choice, day=day, first=choice.first + shift, last=choice.last + shift)


def _session_day(actor: Actor, raw: FormData) -> date | None:
    """Return the day of the next session: as typed, else as many days ahead as were chosen; today stands for wrong text."""
    if get_values(raw, SESSION_DAY):
        return actor.today
    ahead = next((one for one in get_values(raw, SESSION_IN) if one in SESSION_DAYS), None)
    return actor.today + timedelta(days=int(ahead)) if ahead else None


def _session_form(form: Form) -> str:
    """Return the form of the next session: of the same compartment and following this one, else the same."""
    later = (
        one.name for one in list_forms() if one.service.follows == form.name and one.compartment is form.compartment
    )
    planned = (found.form for code in form.service.schedules if (found := find_schedule(code)))
    return next(later, next(planned, form.name))


def _row(
    one: ProposedVisit | ProposedStop, actor: Actor, raw: FormData, errors: Mapping[str, str], *, fresh: bool
) -> ProposalRow:
    name = f"{DAY}.{one.key}"
    typed = next(iter(get_values(raw, name)), "")
    label = _label(one)
    value = typed if typed and not fresh else f"{one.day:%d/%m/%Y}"
    chosen = one.chosen if fresh else one.key in raw.get(CHOSEN, ())
    note = f"{format_date(one.day, 'D')} {format_day(one.day, actor.today)}"
    field_label = _("Day of %(visit)s") % {"visit": label}
    return ProposalRow(
        one.key, label, note, chosen, day_field(name, value, field_label, errors.get(f"{NEXT}.{name}", ""))
    )


def _label(one: ProposedVisit | ProposedStop) -> str:
    if isinstance(one, ProposedStop):
        return _("Tell %(post)s that they are coming") % {"post": one.place.name}
    return visit_label(one.schedule, 0, one.week)


def _session_fields(actor: Actor, raw: FormData, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    chosen = raw.get(SESSION_IN, ())
    chips = tuple(
        Choice(
            n,
            _("in %(days)s days") % {"days": n},
            note=format_day(actor.today + timedelta(days=int(n)), actor.today),
            chosen=n in chosen,
        )
        for n in SESSION_DAYS
    )
    typed = next(iter(get_values(raw, SESSION_DAY)), "")
    return (
        FieldView(SESSION_IN, f"f-{SESSION_IN}", "chips", _("Next appointment"), choices=chips, clearable=True),
        day_field(SESSION_DAY, typed, _("Another day"), errors.get(f"{NEXT}.{SESSION_DAY}", "")),
    )


def _place_field(actor: Actor, person: Person, raw: FormData) -> FieldView | None:
    """Return the question where the visits are, if the person's network has other places."""
    today = to_epoch_day(actor.today)
    posts = [one for one in list_posts(actor.node.cursor) if person.network in one.networks]
    others = [one for one in posts if one.number != actor.post.number and one.is_open_on(today)]
    chosen = next(iter(get_values(raw, PLACE)), actor.post.id)
    choices = tuple(Choice(one.id, one.name, chosen=one.id == chosen) for one in (actor.post, *others))
    return FieldView(PLACE, f"f-{PLACE}", "select", _("Where"), choices=choices) if others else None


def _carried(raw: FormData) -> tuple[tuple[str, str], ...]:
    """Return what was chosen of proposals that this page does not show, so that it is not lost."""
    names = [name for name in raw if name in (SHOWN, CHOSEN) or name.startswith(f"{DAY}.")]
    return tuple((name, text) for name in names for text in get_values(raw, name))


def _mark(proposals: Sequence[ProposedVisit | ProposedStop]) -> str:
    """Return the name of these proposals, by which a page says that it showed them."""
    named = json.dumps([one.key for one in proposals]).encode()
    return hashlib.blake2b(named, digest_size=6).hexdigest() if proposals else ""
