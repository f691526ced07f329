"""The values of the person's page, read in a fixed number of queries for a record of any length."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.visits.vital_signs import list_measured
from posta.care.alerts.concurrent_care import takeover_text
from posta.care.alerts.latest_vitals import LatestVital, list_latest_vitals
from posta.care.alerts.notes import recent_notes
from posta.care.alerts.patient_banner import PatientBanner, present_patient_banner
from posta.care.alerts.vital_alerts import VitalAlerts, assess_vitals
from posta.care.display.agenda.planned_visits import PlannedRow, format_planned_day, present_planned_rows
from posta.care.display.arrivals import TRIAGE_LEVELS, visit_label, waits_for_label
from posta.care.display.companions import Companion, list_may_have_come, load_group, parting_label
from posta.care.display.entries.answer_text import format_value
from posta.care.display.entries.entry_summary import SummaryItem, summarise
from posta.care.display.entries.travel_fitness import fitness_text, read_fitness
from posta.care.display.entries.withdrawn_entries import RecordClosure, present_closure
from posta.care.entry.person_changes import hash_value
from posta.care.person.referral_rows import PersonReferral, list_person_referrals
from posta.care.person.repeat_link import find_repeat_link
from posta.catalog import kinds
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import get_form
from posta.chart.agenda.planned_visits import list_expectations, list_planned_of
from posta.chart.board import QueueItem, find_open_arrival, open_reason, with_triage
from posta.chart.history.entry_content import BrokenReason
from posta.chart.history.timeline import RevisionStatus, TimelineItem, list_timeline
from posta.chart.record.conflicting_values import ValueSource, list_value_sources
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import find_travel_state
from posta.clock import MINUTE_MILLIS, to_epoch_day, to_millis
from posta.formkit.language import current_language
from posta.mission.posts import list_posts
from posta.node.safe_display import with_fallback
from posta.web.formatting import (
    format_day,
    format_demographics,
    format_waiting_since,
    masked_name,
    to_local_day,
    to_local_time,
)
from posta.web.placeholders import UnreadableLines, entry_placeholder, explain_unreadable, line_placeholder
from posta.web.view_helpers import load_post_names, load_staff_names

PAGE_SIZE = 40
UNREAD = VitalAlerts(danger=True)  # what cannot be read may be a danger
ENCOUNTER_KINDS = (kinds.ENCOUNTER, kinds.CORRECTION)


@dataclass(frozen=True, slots=True, repr=False)
class TimelineRow:
    """One row of the timeline."""

    day: str
    when: str
    time: str
    place: str
    what: str
    more: tuple[SummaryItem, ...]
    href: str
    here: bool
    reserved: bool
    mark: str


@dataclass(frozen=True, slots=True, repr=False)
class ConflictOption:
    """One of several values: its identity, its words, and its author, post and day."""

    id: str
    words: str
    by: str


@dataclass(frozen=True, slots=True, repr=False)
class FieldConflict:
    """A field on which posts disagree."""

    name: str
    label: str
    values: tuple[ConflictOption, ...]


@dataclass(frozen=True, slots=True, repr=False)
class OpenArrival:
    """An open arrival; `by` is the colleague from whom to take the person over, if another has called them."""

    words: str
    triage: int | None
    called: bool
    by: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class TravelCompanion:
    """Another member of the party."""

    href: str
    name: str
    veiled: str
    about: str


@dataclass(frozen=True, slots=True, repr=False)
class PersonPage:
    """Everything on the page of a person."""

    person: PatientBanner
    moments: tuple[TimelineRow, ...]
    older: int | None
    vitals: tuple[LatestVital, ...]
    vitals_when: str
    planned: tuple[PlannedRow, ...]
    expected: str
    places: tuple[tuple[str, str], ...]
    open: OpenArrival | None
    conflicts: tuple[FieldConflict, ...]
    party: str
    members: tuple[TravelCompanion, ...]
    code: str
    ending: RecordClosure | None = None
    notes: tuple[str, ...] = ()
    referrals: tuple[PersonReferral, ...] = ()
    written: frozenset[str] = frozenset()
    came: tuple[Companion, ...] = ()
    came_expected: bool = False
    parted: str = ""
    parted_from: str = ""
    repeat: str = ""

    @property
    def waits_for_triage(self) -> bool:
        """Return whether the person waits here without a colour."""
        return self.open is not None and self.open.triage is None


def present_person(actor: Actor, person: Person, *, offset: int = 0) -> PersonPage:
    """Return the page of a person for the colleague on duty."""
    cursor, ring, gaps = actor.node.cursor, actor.node.keyring, UnreadableLines()
    today = to_epoch_day(actor.today)
    items = list_timeline(cursor, person.id, ring, limit=PAGE_SIZE + 1, offset=offset)
    posts, staff = load_post_names(cursor), load_staff_names(cursor)
    measured = list_measured(actor, [person.id]).get(person.id, [])
    along = find_travel_state(cursor, person.id)
    party = along.party
    group = load_group(actor, party) if party else None
    members = group.members if group else ()
    waiting = _find_waiting(actor, person)
    waits = _open_arrival(actor, waiting, staff) if waiting else None
    came = list_may_have_come(actor, group) if group and waits else ()
    signs = _("Vital signs")
    judged = gaps.fill(signs, lambda: assess_vitals(actor, person, measured), lambda: UNREAD)
    last = gaps.fill(_("Last visit"), lambda: last_visit_text(actor, items, posts), str)
    fitness = gaps.fill(_("Fitness to travel"), lambda: fitness_text(read_fitness(actor, items)), str)
    page = PersonPage(
        person=present_patient_banner(
            person, actor, last=last, show_conflicts=False, alarms=judged.alarms, fitness=fitness
        ),
        moments=tuple(_timeline_row(item, person, actor, posts) for item in items[:PAGE_SIZE]),
        older=offset + PAGE_SIZE if len(items) > PAGE_SIZE else None,
        vitals=gaps.fill(signs, lambda: list_latest_vitals(actor, person, measured), tuple),
        vitals_when=format_day(to_local_day(actor, measured[0][0].occurred), actor.today) if measured else "",
        planned=gaps.fill(_("Next appointment"), lambda: _planned_rows(actor, person), tuple),
        expected=gaps.fill(_("Expected"), lambda: _expected_text(actor, person, posts), str),
        places=tuple(
            (one.id, one.name)
            for one in list_posts(cursor)
            if one.number != actor.post.number and person.network in one.networks and one.is_open_on(today)
        ),  # fmt: skip
        open=waits,
        conflicts=gaps.fill(_("Two values"), lambda: list_conflicts(actor, person, posts, staff), tuple),
        party=party.hex() if party else "",
        members=tuple(present_companion(one, actor) for one in members if one.id != person.id),
        code=person.id.hex(),
        ending=present_closure(actor, person),
        notes=gaps.fill(_("Notes"), lambda: recent_notes(actor, person, items), tuple),
        referrals=gaps.fill(_("Referrals"), lambda: list_person_referrals(actor, person), tuple),
        written=frozenset(name for item in items for name in item.forms),
        came=came,
        came_expected=any(one.chosen for one in came),
        parted=parting_label(along.reason) if along.parted_from else "",
        parted_from=along.parted_from.hex() if along.parted_from else "",
        repeat=""
        if offset
        else gaps.fill(
            _("Last visit"),
            lambda: find_repeat_link(actor, person, items, waiting, danger=judged.danger),
            str,
        ),
    )
    return replace(page, person=replace(page.person, alerts=(*page.person.alerts, *gaps.alerts)))


def last_visit_text(actor: Actor, items: list[TimelineItem], posts: Mapping[int, str]) -> str:
    """Return one line about the last visit that may be shown openly."""
    last = next(
        (item for item in items if item.kind in ENCOUNTER_KINDS and not item.reserved and not item.broken), None
    )
    if last is None:
        return ""
    day = format_day(to_local_day(actor, last.occurred), actor.today)
    return f"{day}, {posts.get(last.post, '')}: {summarise(last).what}"


def list_conflicts(
    actor: Actor, person: Person, posts: Mapping[int, str], staff: Mapping[bytes, str]
) -> tuple[FieldConflict, ...]:
    """Return the fields on which posts disagree, with the author of each value."""
    form = get_form(PERSON_FORM)
    claims = list_value_sources(actor.node.cursor, person, actor.node.keyring)
    found = []
    for name, sources in claims.items():
        field = form.field(name)
        values = tuple(
            ConflictOption(
                hash_value(one.value), format_value(field, one.value), _source_text(one, actor, posts, staff)
            )
            for one in sources
        )
        found.append(FieldConflict(name, field.label(current_language()), values))
    return tuple(found)


def present_companion(person: Person, actor: Actor) -> TravelCompanion:
    """Return a member of a party."""
    about = with_fallback(lambda: format_demographics(person, actor.today), line_placeholder)
    return TravelCompanion(reverse("person", args=[person.id.hex()]), person.name, masked_name(person), about)


def _source_text(claim: ValueSource, actor: Actor, posts: Mapping[int, str], staff: Mapping[bytes, str]) -> str:
    who = staff.get(claim.author or b"", "")
    day = "" if claim.recorded is None else format_day(to_local_day(actor, claim.recorded), actor.today)
    return ", ".join(word for word in (who, posts.get(claim.post, ""), day) if word)


def _timeline_row(item: TimelineItem, person: Person, actor: Actor, posts: Mapping[int, str]) -> TimelineRow:
    return with_fallback(lambda: _readable_row(item, person, actor, posts), lambda: _unreadable_row(item))


def _unreadable_row(item: TimelineItem) -> TimelineRow:
    more = (SummaryItem(explain_unreadable(item.entry, BrokenReason.UNFORESEEN)),)
    return TimelineRow(
        "", "", "", "", entry_placeholder(), more, reverse("entry", args=[item.entry.hex()]), False, False, ""
    )


def _readable_row(item: TimelineItem, person: Person, actor: Actor, posts: Mapping[int, str]) -> TimelineRow:
    at, day = to_local_time(actor, item.occurred), to_local_day(actor, item.occurred)
    summary = summarise(item, compute_age(person.answers, day))
    return TimelineRow(
        day=f"{at:%Y-%m-%d}",
        when=format_day(day, actor.today),
        time=f"{at:%H:%M}" if day == actor.today else "",
        place=posts.get(item.post, ""),
        what=summary.what,
        more=summary.parts,
        href="" if item.reserved else reverse("entry", args=[item.entry.hex()]),
        here=day == actor.today,
        reserved=item.reserved,
        mark=_status_mark(item.standing),
    )


def _status_mark(standing: RevisionStatus) -> str:
    if standing is RevisionStatus.DISPUTED:
        return _("corrected twice, apart: both are kept until one is withdrawn")
    return _("corrected") if standing is RevisionStatus.CORRECTED else ""


def _planned_rows(actor: Actor, person: Person) -> tuple[PlannedRow, ...]:
    """Return what is planned of a person at any post, the overdue first."""
    return tuple(present_planned_rows(actor, list_planned_of(actor.node.cursor, person.id)))


def _expected_text(actor: Actor, person: Person, posts: Mapping[int, str]) -> str:
    """Return where the person is expected, and around which day."""
    one = list_expectations(actor.node.cursor, [person.id]).get(person.id)
    return f"{posts.get(one.post, '')} · {format_planned_day(one.day, actor)}" if one else ""


def _find_waiting(actor: Actor, person: Person) -> QueueItem | None:
    """Return the open arrival of a person here, in the colour of the triage signed since."""
    cursor = actor.node.cursor
    arrival = find_open_arrival(cursor, person.id, actor.post.number, actor.queue_start)
    return with_triage(cursor, [arrival], actor.node.keyring)[0] if arrival else None


def _open_arrival(actor: Actor, waiting: QueueItem, staff: Mapping[bytes, str]) -> OpenArrival:
    cursor = actor.node.cursor
    called = waiting.called_at is not None and waiting.state == "called"
    since = waiting.called_at if called and waiting.called_at else waiting.waits_since
    opened = open_reason(cursor, waiting, actor.node.keyring)
    reason = (
        opened.handed_why
        if opened is not waiting
        else visit_label(waiting.why, reserved=waiting.reserved, signs=waiting.signs)
    )
    whom = waits_for_label(waiting, actor.staff.role)
    if since >= actor.day_start:
        head = _("In consultation for %(time)s") if called else _("Waiting for %(time)s")
    else:
        head = _("In consultation %(time)s") if called else _("Waiting %(time)s")
    words = head % {"time": format_waiting_since(actor, since)}
    if not called and since > to_millis(actor.now) - MINUTE_MILLIS:
        words = _("Handed over just now") if waiting.handed_at else _("Just arrived")
    shown = called and not waiting.reserved
    who = (takeover_text(actor, waiting, staff) or staff.get(waiting.called_by or b"", "")) if shown else ""
    by = (waiting.called_by or b"").hex() if shown and waiting.called_by != actor.staff.id else ""
    return OpenArrival(
        " · ".join(part for part in (words, who, whom, reason) if part), TRIAGE_LEVELS.get(waiting.colour), called, by
    )
