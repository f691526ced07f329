"""The families and groups that came to this post lately, the last first."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.care.display.companions import group_title, load_groups
from posta.chart.board import QueueItem, list_open_arrivals
from posta.chart.record.travel_groups import TravelGroupMembers, list_groups_at
from posta.clock import DAY_MILLIS, to_millis
from posta.ids import PersonId
from posta.web.formatting import masked_name

SHOWN, DAYS = 60, 7


@dataclass(frozen=True, slots=True, repr=False)
class GroupRow:
    """A group of the list: who belongs to it, and how many of it wait here now."""

    href: str
    title: str
    names: tuple[tuple[str, str], ...]
    waiting: str


def present_groups(actor: Actor) -> tuple[GroupRow, ...]:
    """Return the groups with somebody who came here in the last days; as many queries for any number of them."""
    cursor, since = actor.node.cursor, to_millis(actor.now) - DAYS * DAY_MILLIS
    parties = list_groups_at(cursor, actor.post.number, since, most=SHOWN)
    groups = load_groups(actor, parties)
    people = [person.id for group in groups.values() for person in group.members]
    waiting = list_open_arrivals(cursor, people, actor.post.number, actor.queue_start)
    return tuple(_row(groups[party], waiting) for party in parties if len(groups[party].members) > 1)


def _row(group: TravelGroupMembers, waiting: Mapping[PersonId, QueueItem]) -> GroupRow:
    count = sum(one.id in waiting for one in group.members)
    return GroupRow(
        reverse("group", args=[group.id.hex()]),
        group_title(group.travelling),
        tuple((one.name, masked_name(one)) for one in group.members),
        ngettext("%(n)s waits", "%(n)s wait", count) % {"n": count} if count else "",
    )
