"""Registering people who came together: everybody, what they are to one another, and that they wait, in one commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import draft_expected
from posta.acts.care.queue.arrival import draft_arrivals
from posta.acts.care.registration import prepare_person, travel_group_draft
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.structural_acts import TravelGroupMember
from posta.chart.board import list_open_arrivals
from posta.chart.record.choices import NO_SHARE
from posta.chart.record.person import Person
from posta.ids import PersonId
from posta.mission.posts import Post
from posta.mission.rules.permissions import check_can_give_care
from posta.scribe.write import EntryDraft, write


@dataclass(frozen=True, slots=True, repr=False)
class FamilyMember:
    """Somebody who came with others: `key` names their row, `known` is who was registered before.

    `relation` says what they are to the member with the key `of`; `waits` that they go on the board, `reason` why.
    """

    key: str
    answers: Mapping[str, object]
    known: Person | None = None
    relation: str = ""
    of: str = ""
    waits: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class NextStop:
    """The post at which people who travel on are expected, around which day and until when."""

    place: Post
    day: date
    last: date


def record_family(actor: Actor, members: Sequence[FamilyMember], *, stop: NextStop | None = None) -> bytes:
    """Register people who travel together and return their party, all of it or nothing.

    Paths of problems begin with the key of a member. Raises InvalidAnswers, VisitNotPlanned, Refused.
    """
    check_can_give_care(actor.staff)
    ids, drafts = _prepare(actor, members)
    people = {key: (person, network) for key, person, network in ids}
    party = actor.node.random(16)
    for one in members:
        person, network = people[one.key]
        other = people[one.of][0] if one.relation and one.of in people and one.of != one.key else None
        act = TravelGroupMember(party=party, relation=one.relation if other else "", of=other)
        drafts.append(travel_group_draft(actor, person, network, act))
    drafts += _arrivals(actor, members, people)
    telling = [people[one.key] for one in members if _shares(one)]
    if stop is not None and telling:
        drafts += draft_expected(actor, telling, stop.place, stop.day, stop.last, party)
    write(actor.node, drafts)
    return party


def _shares(member: FamilyMember) -> bool:
    """Return whether another post may be told of a member: nobody who refuses to share is expected there."""
    if member.known is not None:
        return NO_SHARE not in member.known.wishes
    return member.answers.get("consent_record") != "n"


def _prepare(actor: Actor, members: Sequence[FamilyMember]) -> tuple[list[tuple[str, PersonId, str]], list[EntryDraft]]:
    """Return who they are, by row, and the drafts of those who were not registered before."""
    ids: list[tuple[str, PersonId, str]] = []
    drafts: list[EntryDraft] = []
    problems: list[Problem] = []
    for one in members:
        if one.known is not None:
            ids.append((one.key, one.known.id, one.known.network))
            continue
        try:
            person, more, _filled = prepare_person(actor, one.answers)
        except InvalidAnswers as error:
            problems += [replace(found, path=f"{one.key}.{found.path}") for found in error.problems]
        else:
            ids.append((one.key, person, actor.network))
            drafts += more
    if problems:
        raise InvalidAnswers(tuple(problems))
    return ids, drafts


def _arrivals(
    actor: Actor, members: Sequence[FamilyMember], people: Mapping[str, tuple[PersonId, str]]
) -> list[EntryDraft]:
    known = [one.known.id for one in members if one.known is not None]
    waiting = list_open_arrivals(actor.node.cursor, known, actor.post.number, actor.queue_start)
    coming = [(*people[one.key], one.reason) for one in members if one.waits and people[one.key][0] not in waiting]
    return draft_arrivals(actor, coming)
