"""What a colleague promised, on the board: their open referrals; and how many referrals wait for this post.

The board says neither where a person is sent nor why, and of a sealed referral not even its state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.board.board_rows import BoardRow, shown_row
from posta.chart.record.person import Person
from posta.clock import to_millis
from posta.formkit.language import current_language
from posta.operations.referrals.opening import AGGREGATE
from posta.operations.referrals.referral_lists import Referral, count_waiting, list_written_by
from posta.operations.tables import list_tables
from posta.web.formatting import format_ago, masked_name
from posta.web.row_addresses import address_with_id

PROMISED_SHOWN, PROMISED_READ = 5, 100


@dataclass(frozen=True, slots=True)
class BoardReferrals:
    """How many referrals wait for this post's answer, and how many that it sent last too long."""

    arrived: int = 0
    late: int = 0


def count_referrals(actor: Actor, opened: Sequence[Referral]) -> BoardReferrals:
    """Count what waits for this colleague, with the sealed ones that this session opens."""
    cursor, post, now = actor.node.cursor, actor.post.number, to_millis(actor.now)
    arrived = sum(one.to_post == post and one.state == "sent" for one in opened)
    late = sum(one.post == post and one.is_late(now) for one in opened)
    asked, overdue = count_waiting(cursor, post, now)
    return BoardReferrals(asked + arrived, overdue + late)


def list_promised(actor: Actor, opened: Sequence[Referral]) -> list[Referral]:
    """Return the open referrals that this colleague wrote at any post, those that last too long first."""
    mine = [one for one in opened if one.is_open and one.author == actor.staff.id]
    found = [*list_written_by(actor.node.cursor, actor.staff.id, limit=PROMISED_READ), *mine]
    now = to_millis(actor.now)
    return sorted(found, key=lambda one: (not one.is_late(now), one.due is None, one.due or 0))


def present_promised(
    actor: Actor, promised: Sequence[Referral], people: Mapping[bytes, Person]
) -> tuple[BoardRow, ...]:
    """Return the rows of the first of these referrals."""
    return tuple(
        shown_row(people[one.person], partial(_promised_row, one, actor))
        for one in promised[:PROMISED_SHOWN]
        if one.person is not None and one.person in people
    )


def _promised_row(one: Referral, actor: Actor, person: Person) -> BoardRow:
    now, language = to_millis(actor.now), current_language()
    labels = list_tables()[AGGREGATE].states[one.state].labels
    why = (
        _("Reserved referral")
        if one.sealed
        else _("Referral: %(state)s") % {"state": labels.get(language) or labels["es"]}
    )
    late = one.is_late(now)
    return BoardRow(
        address_with_id("referral", one.id), person.name, masked_name(person), why,
        end=format_ago(now - one.since), late=late and not one.sealed, initial=person.name[:1].upper(), seal=one.sealed,
    )  # fmt: skip
