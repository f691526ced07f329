"""The values of the page of a group: who belongs to it, how each one is, what is due, who left it and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.agenda.planned_visits import PlannedRow, format_planned_day, present_planned_rows
from posta.care.display.arrivals import TRIAGE_LEVELS
from posta.care.display.companions import (
    SEPARATED,
    Companion,
    group_title,
    load_group,
    parting_label,
    present_may_have_come,
    relation_label,
)
from posta.care.display.form_links import FormButton, list_buttons
from posta.catalog.language.answer_context import compute_age
from posta.chart.agenda.planned_visits import (
    ExpectedPerson,
    LastSeen,
    list_expectations,
    list_last_seen,
    list_planned_of_people,
)
from posta.chart.board import QueueItem, list_open_arrivals, with_triage
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import FormerMember, Member, TravelGroupMembers
from posta.clock import to_epoch_day
from posta.formkit.language import current_language
from posta.ids import PersonId
from posta.mission.posts import list_posts
from posta.node.safe_display import with_fallback
from posta.terms.lists import get_list
from posta.web.formatting import format_day, format_demographics, format_waiting_since, masked_name, to_local_day
from posta.web.placeholders import line_placeholder
from posta.web.view_helpers import load_post_names

GROWN_UP = 18
BELOW = frozenset({"child", "grandchild"})  # shown under the member to whom they belong
LINKS, MINORS = "rfl", "child"  # kinds of places to which somebody is referred who lost their family


@dataclass(frozen=True, slots=True, repr=False)
class GroupMember:
    """A member of the group, or a person who may join it; `depth` says how far below their mother they stand."""

    href: str
    code: str
    name: str
    veiled: str
    initial: str
    about: str
    depth: int = 0
    relation: str = ""
    of_name: str = ""
    of_veiled: str = ""
    state: str = ""
    triage: int | None = None
    call: str = ""
    last: str = ""
    expected: str = ""
    due: tuple[PlannedRow, ...] = ()
    buttons: tuple[FormButton, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Parted:
    """Somebody who left the group, why and when; of who was separated by force, where contact is restored."""

    href: str
    code: str
    name: str
    veiled: str
    why: str
    when: str
    separated: bool = False
    links: str = ""
    protection: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class HistoryRow:
    """Something that was said of the group: when and where, about which member, and what."""

    when: str
    name: str
    veiled: str
    what: str


@dataclass(frozen=True, slots=True, repr=False)
class GroupPage:
    """Everything on the page of a group; `history` stands there once somebody has left it."""

    code: str
    title: str
    members: tuple[GroupMember, ...]
    former: tuple[Parted, ...]
    came: tuple[Companion, ...]
    places: tuple[tuple[str, str], ...]
    relations: tuple[tuple[str, str], ...]
    partings: tuple[tuple[str, str], ...]
    history: tuple[HistoryRow, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class _FamilyFacts:
    """What is read once for all members."""

    actor: Actor
    waiting: Mapping[PersonId, QueueItem]
    seen: Mapping[PersonId, LastSeen]
    expected: Mapping[PersonId, ExpectedPerson]
    planned: Mapping[str, Sequence[PlannedRow]]
    posts: Mapping[int, str]


def present_group(actor: Actor, party: bytes) -> GroupPage:
    """Return the page of a group; the number of queries does not depend on how many travel."""
    group = load_group(actor, party)
    known = _read(actor, group)
    placed = list(_in_families(group.travelling))
    names = {one.id: one for one in (*group.members, *(gone.person for gone in group.former))}
    return GroupPage(
        code=party.hex(),
        title=group_title(group.travelling) if group.travelling else _("Nobody travels together now"),
        members=tuple(_member(one, depth, names, known) for one, depth in placed),
        former=tuple(_parted(one, group, known) for one in reversed(group.former)),
        came=present_may_have_come(actor, group, known.waiting, known.expected),
        places=_places(actor, group),
        relations=_options("companion"),
        partings=_options("parting"),
        history=_history(group, known),
    )


def present_candidate(person: Person, actor: Actor) -> GroupMember:
    """Return a person with name and age, who may join a group."""
    code = person.id.hex()
    about = with_fallback(lambda: format_demographics(person, actor.today), line_placeholder)
    return GroupMember(
        reverse("person", args=[code]), code, person.name, masked_name(person), person.name[:1].upper(), about
    )


def _read(actor: Actor, group: TravelGroupMembers) -> _FamilyFacts:
    cursor, people = actor.node.cursor, [one.id for one in group.members]
    open_ = list_open_arrivals(cursor, people, actor.post.number, actor.queue_start)
    coloured = with_triage(cursor, list(open_.values()), actor.node.keyring)
    due: dict[str, list[PlannedRow]] = {}
    for row in present_planned_rows(actor, list_planned_of_people(cursor, people)):
        due.setdefault(row.href, []).append(row)
    return _FamilyFacts(
        actor, {one.person: one for one in coloured}, list_last_seen(cursor, people), list_expectations(cursor, people),
        due, load_post_names(cursor),
    )  # fmt: skip


def _in_families(travelling: Sequence[Member]) -> Iterator[tuple[Member, int]]:
    """Yield each member with how far below another one they stand: children follow their mother or father."""
    ids = {one.person.id for one in travelling}
    below: dict[PersonId | None, list[Member]] = {}
    for one in travelling:
        above = one.of if one.relation in BELOW and one.of in ids and one.of != one.person.id else None
        below.setdefault(above, []).append(one)
    shown: set[PersonId] = set()

    def follow(one: Member, depth: int) -> Iterator[tuple[Member, int]]:
        if one.person.id not in shown:
            shown.add(one.person.id)
            yield one, min(depth, 2)
            for child in below.get(one.person.id, ()):
                yield from follow(child, depth + 1)

    for one in (*below.get(None, ()), *travelling):  # two who are each other's child still stand here, once
        yield from follow(one, 0)


def _member(one: Member, depth: int, names: Mapping[PersonId, Person], known: _FamilyFacts) -> GroupMember:
    shown = replace(present_candidate(one.person, known.actor), depth=depth)
    return with_fallback(lambda: _readable_member(one, shown, names, known), lambda: shown)


def _readable_member(
    one: Member, shown: GroupMember, names: Mapping[PersonId, Person], known: _FamilyFacts
) -> GroupMember:
    actor, person, other = known.actor, one.person, names.get(one.of) if one.of else None
    relation = relation_label(one.relation) if other else ""
    waits, stop, buttons = known.waiting.get(person.id), known.expected.get(person.id), list_buttons(actor, person)
    triaged = waits is not None and TRIAGE_LEVELS.get(waits.colour)
    offered = [*([] if triaged else buttons.get("waiting", ())), *buttons.get("next_step", ())]
    return replace(
        shown,
        relation=relation,
        of_name=other.name if other and relation else "",
        of_veiled=masked_name(other) if other and relation else "",
        state=_state(waits, actor),
        triage=TRIAGE_LEVELS.get(waits.colour) if waits else None,
        call=reverse("person-arrival", args=[shown.code, "called"]) if waits and waits.state != "called" else "",
        last=_last_seen(known.seen.get(person.id), known),
        expected=_("Expected at %(post)s, %(day)s")
        % {"post": known.posts.get(stop.post, ""), "day": format_planned_day(stop.day, actor)}
        if stop
        else "",
        due=tuple(known.planned.get(shown.href, ())),
        buttons=tuple(offered) if person.closed is None else (),
    )


def _state(waits: QueueItem | None, actor: Actor) -> str:
    if waits is None:
        return ""
    called = waits.state == "called" and waits.called_at is not None
    since = waits.called_at if called and waits.called_at else waits.since
    words = _("In consultation %(time)s") if called else _("Waiting %(time)s")
    return words % {"time": format_waiting_since(actor, since)}


def _last_seen(seen: LastSeen | None, known: _FamilyFacts) -> str:
    return "" if seen is None else _when(seen.at, seen.post, known)


def _parted(one: FormerMember, group: TravelGroupMembers, known: _FamilyFacts) -> Parted:
    """Return somebody who left; who looks for them is referred from their own record, or they are if nobody is left."""
    actor, person = known.actor, one.person
    separated = one.reason == SEPARATED
    looking = group.travelling[0].person if group.travelling else person
    age = compute_age(person.answers, actor.today)
    minor = separated and age is not None and age.years < GROWN_UP
    return Parted(
        reverse("person", args=[person.id.hex()]),
        person.id.hex(),
        person.name,
        masked_name(person),
        parting_label(one.reason),
        _when(one.at, one.post, known),
        separated,
        reverse("refer", args=[looking.id.hex()], query={"kind": LINKS}) if separated else "",
        reverse("refer", args=[person.id.hex()], query={"kind": MINORS}) if minor else "",
    )


def _history(group: TravelGroupMembers, known: _FamilyFacts) -> tuple[HistoryRow, ...]:
    """Return what was said of a group that has not always been together, the last first."""
    if all(one.joined for one in group.history):
        return ()
    return tuple(
        HistoryRow(
            _when(one.at, one.post, known),
            one.person.name,
            masked_name(one.person),
            _("Travels with them") if one.joined else parting_label(one.reason),
        )
        for one in reversed(group.history)
    )


def _when(at: int, post: int, known: _FamilyFacts) -> str:
    day = format_day(to_local_day(known.actor, at), known.actor.today)
    return ", ".join(part for part in (day, known.posts.get(post, "")) if part)


def _places(actor: Actor, group: TravelGroupMembers) -> tuple[tuple[str, str], ...]:
    """Return the other posts that all members' records reach and that are open today."""
    networks, today = {one.network for one in group.members}, to_epoch_day(actor.today)
    return tuple(
        (one.id, one.name)
        for one in list_posts(actor.node.cursor)
        if one.number != actor.post.number and networks <= set(one.networks) and one.is_open_on(today)
    )


def _options(name: str) -> tuple[tuple[str, str], ...]:
    listed = get_list(name)
    return tuple((one.code, listed.label(one.code, current_language())) for one in listed.options)
