"""Planning visits: with the contact that they follow, in one transaction; and what became of them.

Of a sealed service the open part of a plan holds the day and the post, and names nobody; everything else stands in the
compartment of the service. A sealed contact keeps the sealed visits that were planned for its form: no projection reads
sealed forms, so the contact says so itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from posta.acts.actor import Actor, draft_entry
from posta.catalog.answers import FormContext, ValidatedForm
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.frame import VISIT_FORM
from posta.catalog.kinds import EXPECTED_AT, KINDS, PLANNED_VISIT, PLANNED_VISIT_OUTCOME
from posta.catalog.language.form import SEALED, get_form, get_form_by_number
from posta.catalog.structural_acts import Act, ExpectedAt, PlannedVisit, PlannedVisitOutcome
from posta.chart.agenda.planned_visits import DueVisit, find_planned, list_planned_of
from posta.chart.agenda.reserved_visits import open_reserved
from posta.chart.record.choices import NO_SHARE
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import find_travel_group
from posta.clinical.schedules import FURTHEST_DAYS, ProposedVisit, propose_visits
from posta.clock import from_epoch_day, to_epoch_day, to_millis
from posta.errors import InvalidData, gettext_noop
from posta.ids import EntryId, PersonId
from posta.mission.errors import NotOfThisMission, Refused
from posta.mission.places.offered_forms import is_form_offered
from posta.mission.posts import Post, find_post
from posta.mission.rules.permissions import check_can_give_care, check_can_open
from posta.scribe.write import EntryDraft, write


class VisitNotPlanned(InvalidData):
    """A visit cannot be planned for this day or place."""

    sentences = {
        "day_has_passed": gettext_noop("This day has passed; choose a later one."),
        "day_beyond_a_year": gettext_noop("This day is more than a year ahead; choose a nearer one."),
        "service_closed": gettext_noop("This service is closed there on that day; choose another day or place."),
        "not_this_network": gettext_noop("This place is not of the person's care network; choose another place."),
        "does_not_share": gettext_noop(
            "This person did not agree that other posts see their record. Ask them again before you tell another post."
        ),
        "visit_is_over": gettext_noop("This visit was kept or closed meanwhile; look at the list again."),
    }


@dataclass(frozen=True, slots=True, repr=False)
class VisitChoice:
    """A visit to plan, as it was chosen: the day and its window, for which form, why, and at which post (its number)."""

    day: date
    first: date
    last: date
    form: str
    schedule: str = ""
    reason: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class StopChoice:
    """A post at which a person who travels on is expected (its number), around which day and until when."""

    place: int
    day: date
    last: date


Choices = Sequence[VisitChoice | StopChoice]
Planner = Callable[[Sequence[ValidatedForm]], Choices]


def plan_nothing(filled: Sequence[ValidatedForm]) -> Choices:
    """Plan no visit."""
    return ()


def propose_next_visits(
    actor: Actor, person: Person, filled: Sequence[ValidatedForm], at: datetime
) -> tuple[ProposedVisit, ...]:
    """Return the visits that the schedules of these forms propose; what is planned already is left out."""
    forms = {one.form.name: one.answers for one in filled}
    visit = forms.get(VISIT_FORM, {})
    context = FormContext(
        today=actor.day_at(to_millis(at)), now=at, person=person.answers, visit=visit, latest=forms, zone=actor.zone,
        doubted_day=actor.doubted_day,
    )  # fmt: skip
    known = open_reserved(actor.node.cursor, list_planned_of(actor.node.cursor, person.id), actor.node.keyring)
    planned = [(one.schedule, from_epoch_day(one.due)) for one in known if one.schedule]
    return propose_visits(forms, context, planned)


def check_can_plan(actor: Actor, person: Person, choice: VisitChoice) -> None:
    """Check that a visit can be planned for a day and a place. Raises VisitNotPlanned."""
    if choice.day < actor.today:
        raise VisitNotPlanned("day_has_passed")
    if choice.day > actor.today + timedelta(days=FURTHEST_DAYS):
        raise VisitNotPlanned("day_beyond_a_year")
    post = _find_place(actor, choice.place)
    if person.network not in post.networks and post.number != actor.post.number:
        raise VisitNotPlanned("not_this_network")
    if not is_offered(post, choice.form, choice.day):
        raise VisitNotPlanned("service_closed")


def is_offered(post: Post, form: str, day: date) -> bool:
    """Return whether a post is open on a day and offers a form; its kind and its calendar say so."""
    if not form:
        return post.is_open_on(to_epoch_day(day))
    asked = get_form(form)
    return asked.service.is_offered_at(post.kind) and is_form_offered(asked, post.services_on(to_epoch_day(day)))


def draft_agenda(
    actor: Actor, person: Person, contact: EntryId, filled: Sequence[ValidatedForm], choices: Choices
) -> list[EntryDraft]:
    """Return the drafts that go with a contact: what was planned in it, and the sealed visits that it keeps."""
    drafts = [draft_planned_visit(actor, person, contact, one) for one in choices if isinstance(one, VisitChoice)]
    for one in choices:
        if isinstance(one, StopChoice):
            place = _find_place(actor, one.place)
            check_shares(actor, [person], place)
            drafts += draft_expected(
                actor, [(person.id, person.network)], place, one.day, one.last,
                find_travel_group(actor.node.cursor, person.id), contact,
            )  # fmt: skip
    return drafts + [
        outcome_draft(actor, person, one, PlannedVisitOutcome(state="kept", by=contact))
        for one in _list_kept_sealed(actor, person, filled)
    ]


def record_outcome(actor: Actor, person: Person, visit: EntryId, state: str, day: date | None = None) -> EntryId:
    """Record what became of a planned visit, or move it to another day. Raises Refused, VisitNotPlanned."""
    check_can_give_care(actor.staff)
    found = find_planned(actor.node.cursor, visit)
    if found is None or found.person != person.id:
        raise NotOfThisMission("no_such_visit")
    planned = open_reserved(actor.node.cursor, [found], actor.node.keyring)[0]
    if planned.is_closed:
        raise Refused("visit_reserved")
    if planned.home is not None:
        check_can_open(actor.staff, planned.home)
    if planned.state != "open":
        raise VisitNotPlanned("visit_is_over")
    if day is not None:
        form = "" if planned.form <= 0 else _form_name(planned.form)
        check_can_plan(actor, person, VisitChoice(day, day, day, form, place=planned.post))
    act = PlannedVisitOutcome(state=state, day=None if day is None else to_epoch_day(day))
    return write(actor.node, [outcome_draft(actor, person, planned, act)])[0]


def record_plans(actor: Actor, person: Person, after: EntryId, choices: Sequence[VisitChoice]) -> tuple[EntryId, ...]:
    """Plan visits that follow from an arrival; one whose service is closed that day is planned as any care. Raises
    Refused."""
    check_can_give_care(actor.staff)
    open_ones = [
        one if is_offered(_find_place(actor, one.place), one.form, one.day) else replace(one, form="")
        for one in choices
    ]
    drafts = [draft_planned_visit(actor, person, after, one) for one in open_ones]
    return tuple(write(actor.node, drafts)) if drafts else ()


def record_expected(
    actor: Actor,
    people: Sequence[Person],
    place: Post,
    day: date,
    last: date,
    party: bytes | None = None,
    contact: EntryId | None = None,
) -> EntryId:
    """Record that people who travel on are expected at a post around a day. Raises Refused, VisitNotPlanned.

    `contact` is the visit or registration in which they said so.
    """
    check_can_give_care(actor.staff)
    check_shares(actor, people, place)
    pairs = [(one.id, one.network) for one in people]
    return write(actor.node, draft_expected(actor, pairs, place, day, last, party, contact))[0]


def draft_expected(
    actor: Actor,
    people: Sequence[tuple[PersonId, str]],
    place: Post,
    day: date,
    last: date,
    party: bytes | None = None,
    contact: EntryId | None = None,
) -> list[EntryDraft]:
    """Return the drafts of people, each with their care network, who are expected at a post. Raises VisitNotPlanned.

    `contact` is the visit in which they said so.
    """
    check_can_expect(actor, [network for _person, network in people], place, day, last)
    act = ExpectedAt(place=place.number, day=to_epoch_day(day), last=to_epoch_day(last), party=party)
    return [
        draft_entry([(Compartment.CARE, _payload(actor, person, EXPECTED_AT, contact, act, _author(actor)))], network)
        for person, network in people
    ]


def check_shares(actor: Actor, people: Sequence[Person], place: Post) -> None:
    """Check that these people share their records with a post. Raises VisitNotPlanned."""
    if place.number != actor.post.number and any(NO_SHARE in person.wishes for person in people):
        raise VisitNotPlanned("does_not_share")


def check_can_expect(actor: Actor, networks: Sequence[str], place: Post, day: date, last: date) -> None:
    """Check that people of these care networks can be expected at a post on a day. Raises VisitNotPlanned."""
    if day < actor.today:
        raise VisitNotPlanned("day_has_passed")
    if last > actor.today + timedelta(days=FURTHEST_DAYS):
        raise VisitNotPlanned("day_beyond_a_year")
    if not set(networks) <= set(place.networks):
        raise VisitNotPlanned("not_this_network")
    if not place.is_open_on(to_epoch_day(day)):
        raise VisitNotPlanned("service_closed")


def draft_planned_visit(actor: Actor, person: Person, contact: EntryId | None, choice: VisitChoice) -> EntryDraft:
    """Return the draft of a visit that was planned with a contact, if there was one."""
    place = actor.post.number if choice.place is None else choice.place
    days = (to_epoch_day(one) for one in (choice.day, choice.first, choice.last))
    day, first, last = days
    whole = PlannedVisit(
        day=day, place=place, first=min(first, day), last=max(last, day), form=choice.form, schedule=choice.schedule,
        reason=choice.reason,
    )  # fmt: skip
    home = get_form(choice.form).compartment if choice.form else Compartment.CARE
    if home not in SEALED:
        payload = _payload(actor, person.id, PLANNED_VISIT, contact, whole, _author(actor))
        return draft_entry([(Compartment.CARE, payload)], person.network)
    shown = PlannedVisit(day=day, place=place, reserved=True)
    parts: list[tuple[Compartment, object]] = [
        (Compartment.CARE, _payload(actor, person.id, PLANNED_VISIT, contact, shown, None)),
        (home, _payload(actor, person.id, PLANNED_VISIT, contact, whole, actor.staff.id)),
    ]
    return draft_entry(parts, person.network)


def outcome_draft(actor: Actor, person: Person, planned: DueVisit, act: PlannedVisitOutcome) -> EntryDraft:
    """Return the draft of what became of a visit; of a reserved one it names no colleague, as the trade would tell."""
    author = None if planned.reserved else _author(actor)
    payload = _payload(actor, person.id, PLANNED_VISIT_OUTCOME, planned.id, act, author)
    return draft_entry([(Compartment.CARE, payload)], person.network)


def _list_kept_sealed(actor: Actor, person: Person, filled: Sequence[ValidatedForm]) -> list[DueVisit]:
    """Return the open sealed visits whose form was written now, from the first day of their window on."""
    sealed = {one.form.number for one in filled if one.form.compartment in PERSON_HELD}
    known = list_planned_of(actor.node.cursor, person.id) if sealed else []
    opened = open_reserved(actor.node.cursor, [one for one in known if one.reserved], actor.node.keyring)
    today = to_epoch_day(actor.today)
    return [one for one in opened if one.form in sealed and one.due - (one.day - one.first) <= today]


def _find_place(actor: Actor, number: int | None) -> Post:
    post = actor.post if number is None else find_post(actor.node.cursor, number)
    if post is None:
        raise NotOfThisMission("no_such_post")
    return post


def _form_name(number: int) -> str:
    return get_form_by_number(number).name


def _author(actor: Actor) -> bytes | None:
    return None if actor.staff.trade.hides_author else actor.staff.id


def _payload(
    actor: Actor, person: PersonId, kind: int, refers: EntryId | None, act: Act, author: bytes | None
) -> ClinicalPayload:
    at = to_millis(actor.now)
    return ClinicalPayload(kind, KINDS[kind].version, author, person, at, 0, actor.post.number, refers, act)
