"""Which planned visits are of a colleague's own trade: what they may record, or promised themselves.

A trade that leaves no name behind keeps reserved visits only: in the open it promises nothing. What a colleague cannot
open is of somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from posta.acts.actor import Actor
from posta.catalog.language.form import list_forms
from posta.chart.agenda.planned_visits import (
    DueVisit,
    VisitsOfTrade,
    count_agenda_of_trade,
    list_agenda_of_trade,
)
from posta.chart.agenda.reserved_visits import open_reserved
from posta.mission.roles import may_record


@dataclass(frozen=True, slots=True, repr=False)
class OwnVisits:
    """Own visits in the order asked, the newest first or last; `more` says that others follow which were not read."""

    visits: tuple[DueVisit, ...]
    more: bool


def list_own_visits(
    actor: Actor, since: int, until: int, *, most: int, offset: int = 0, newest: bool = True
) -> OwnVisits:
    """Return the own open visits of this post from one day to another, of `most` that may be own."""
    cursor, post, own = actor.node.cursor, actor.post.number, _visits_of(actor)
    found = list_agenda_of_trade(cursor, post, since, until, own, most=most + 1, offset=offset, newest=newest)
    return OwnVisits(tuple(_keep_own(actor, found[:most])), more=len(found) > most)


def count_own_visits(actor: Actor, since: int, until: int) -> int:
    """Return how many visits of this post from one day to another may be own: of reserved ones it counts all."""
    return count_agenda_of_trade(actor.node.cursor, actor.post.number, since, until, _visits_of(actor))


def _keep_own(actor: Actor, visits: Sequence[DueVisit]) -> list[DueVisit]:
    """Return which of these visits, that may be own, are; reserved ones are opened, in one query."""
    if not any(one.reserved for one in visits):
        return list(visits)
    opened = open_reserved(actor.node.cursor, visits, actor.node.keyring)
    return [one for one, seen in zip(visits, opened, strict=True) if _is_own(actor, seen)]


def _is_own(actor: Actor, one: DueVisit) -> bool:
    if not one.reserved or one.author == actor.staff.id:
        return True
    return not one.is_closed and (one.form <= 0 or one.form in _forms_of(actor.staff.role))


def _visits_of(actor: Actor) -> VisitsOfTrade:
    """Return by what visits are of this colleague; without a key nothing reserved can be."""
    opens = bool(actor.node.keyring.blinded)
    if actor.staff.trade.hides_author:
        return VisitsOfTrade((), 0, actor.staff.id, any_care=False, sealed=opens)
    role = actor.staff.role
    return VisitsOfTrade(_forms_of(role), _contacts_of(role), actor.staff.id, any_care=True, sealed=opens)


@cache
def _forms_of(role: str) -> tuple[int, ...]:
    """Return the numbers of the forms that a role records."""
    return tuple(form.number for form in list_forms() if may_record(role, form))


@cache
def _contacts_of(role: str) -> int:
    """Return, as bits, the forms by which a contact is of a role: not those that come with a visit of somebody else."""
    own = (form for form in list_forms() if may_record(role, form))
    return sum(1 << one.number for one in own if not one.service.part_of_visit and not one.service.before_care)
