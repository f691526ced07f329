"""Who travels with whom, as several screens show it: the words for a group, and who of it may have come too."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor, list_own_places
from posta.chart.agenda.planned_visits import ExpectedPerson, list_expectations
from posta.chart.board import QueueItem, list_open_arrivals
from posta.chart.record.choices import NO_SHARE, list_seen_at
from posta.chart.record.person import Person
from posta.chart.record.travel_groups import ELSEWHERE, Member, TravelGroupMembers, list_travel_groups
from posta.formkit.language import current_language
from posta.ids import PersonId
from posta.terms.lists import get_list
from posta.web.formatting import masked_name

FRIEND = "friend"  # what makes no family of a group
SEPARATED = "separated"


@dataclass(frozen=True, slots=True, repr=False)
class Companion:
    """A member of a group who may have come too, with a tick to put them on the waiting list."""

    code: str
    name: str
    veiled: str
    chosen: bool


def group_title(travelling: Sequence[Member], size: int = 0) -> str:
    """Return what a group is called: a family where somebody is kin, with how many they are; never a name."""
    count = size or len(travelling)
    if any(one.relation not in ("", FRIEND) for one in travelling):
        return ngettext("Family of %(n)s", "Family of %(n)s", count) % {"n": count}
    return ngettext("Group of %(n)s", "Group of %(n)s", count) % {"n": count}


def relation_label(code: str) -> str:
    """Return what one member is to another: "child of"; a code of a newer program says nothing."""
    listed = get_list("companion")
    return listed.label(code, current_language()) if code in listed.by_code else ""


def parting_label(reason: str) -> str:
    """Return why somebody no longer travels with a group."""
    if reason == ELSEWHERE:
        return _("Travels with another group")
    listed = get_list("parting")
    return listed.label(reason if reason in listed.by_code else "other", current_language())


def load_groups(actor: Actor, parties: Sequence[bytes]) -> dict[bytes, TravelGroupMembers]:
    """Return these groups as this post may show them: of a member who shares with no other post nothing but the code."""
    groups = list_travel_groups(actor.node.cursor, parties)
    unshared = [one.id for group in groups.values() for one in _everybody(group) if NO_SHARE in one.wishes]
    known = list_seen_at(actor.node.cursor, unshared, list_own_places(actor)) if unshared else set()
    hidden = set(unshared) - known
    return {party: _without(group, hidden) for party, group in groups.items()} if hidden else groups


def load_group(actor: Actor, party: bytes) -> TravelGroupMembers:
    """Return one group as this post may show it."""
    return load_groups(actor, [party])[party]


def _everybody(group: TravelGroupMembers) -> list[Person]:
    return [*group.members, *(one.person for one in group.former)]


def _without(group: TravelGroupMembers, hidden: AbstractSet[bytes]) -> TravelGroupMembers:
    def shown(person: Person) -> Person:
        return replace(person, answers={"alias": person.code}, conflicts={}) if person.id in hidden else person

    return replace(
        group,
        travelling=tuple(replace(one, person=shown(one.person)) for one in group.travelling),
        former=tuple(replace(one, person=shown(one.person)) for one in group.former),
        history=tuple(replace(one, person=shown(one.person)) for one in group.history),
    )


def list_may_have_come(actor: Actor, group: TravelGroupMembers) -> tuple[Companion, ...]:
    """Return the members who do not wait at this post; those who are expected here are ticked."""
    people = [one.id for one in group.members]
    waiting = list_open_arrivals(actor.node.cursor, people, actor.post.number, actor.queue_start)
    return present_may_have_come(actor, group, waiting, list_expectations(actor.node.cursor, people))


def present_may_have_come(
    actor: Actor,
    group: TravelGroupMembers,
    waiting: Mapping[PersonId, QueueItem],
    expected: Mapping[PersonId, ExpectedPerson],
) -> tuple[Companion, ...]:
    """Return the same from what was read already."""
    return tuple(
        _companion(one, chosen=one.id in expected and expected[one.id].post == actor.post.number)
        for one in group.members
        if one.id not in waiting and one.closed is None
    )


def _companion(person: Person, *, chosen: bool) -> Companion:
    return Companion(person.id.hex(), person.name, masked_name(person), chosen)
