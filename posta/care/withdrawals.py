"""What the lists of withdrawn entries show: what it was, of whom, who marked it, when and why; in a fixed number of queries.

Corrections that have no effect stand in the same lists, each with the reason: nobody has to find out alone what was
refused, and nobody's entry is replaced without a word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.acts.undo import can_withdraw_entry, can_withdraw_item
from posta.care.clinic import post_names, staff_names
from posta.care.summaries import tell
from posta.care.unshown import title_words
from posta.care.words import day_words, local_moment, veiled
from posta.catalog import kinds
from posta.catalog.structure import Withdrawal
from posta.chart.corrections import Refused, find_refused, list_refused_at, list_refused_of
from posta.chart.people import Closed, Person
from posta.chart.registers import list_people
from posta.chart.timeline import Item, open_items
from posta.chart.withdrawals import Withdrawn, find_withdrawn, list_withdrawn_at, list_withdrawn_of
from posta.clock import DAY_MILLIS, millis_of
from posta.ids import EntryId
from posta.node.showing import guarded

DAYS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One withdrawn entry; of a reserved one nothing is said but that it is, and when it was withdrawn.

    With `read` and `instead` it is a correction without effect: where it is read, and the entry that it did not correct.
    """

    what: str
    when: str
    by: str
    why: str
    name: str
    veiled: str
    href: str
    reinstate: str
    reserved: bool
    read: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a record was closed, in words, and where the registration is taken back by who may."""

    words: str
    reinstate: str


def present_withdrawn(duty: Duty) -> tuple[Row, ...]:
    """Return what was withdrawn at this post in the last 30 days, newest first."""
    cursor, since = duty.desk.cursor, millis_of(duty.now) - DAYS * DAY_MILLIS
    post = duty.post.number
    return _rows(duty, list_withdrawn_at(cursor, post, since), list_refused_at(cursor, post, since))


def present_withdrawn_of(duty: Duty, person: Person) -> tuple[Row, ...]:
    """Return what was ever withdrawn of a person, newest first."""
    return _rows(duty, list_withdrawn_of(duty.desk.cursor, person.id), list_refused_of(duty.desk.cursor, person.id))


def present_withdrawal(duty: Duty, entry: EntryId) -> Row | None:
    """Return how an entry was withdrawn, if it was."""
    found = find_withdrawn(duty.desk.cursor, entry)
    return next(iter(_rows(duty, [found])), None) if found else None


def present_refusal(duty: Duty, entry: EntryId) -> Row | None:
    """Return why a correction has no effect, if it has none."""
    found = find_refused(duty.desk.cursor, entry)
    return next(iter(_rows(duty, [], [found])), None) if found else None


def present_ending(duty: Duty, person: Person) -> Ending | None:
    """Return how the record of a person was closed, if it was."""
    if person.closed is None:
        return None
    withdrawn = list_withdrawn_of(duty.desk.cursor, person.id)
    entry = next((one.target for one in withdrawn if one.kind == kinds.PERSON), None)
    may = entry is not None and can_withdraw_entry(duty, entry)
    words = ending_words(duty, person.closed, post_names(duty.desk.cursor), staff_names(duty.desk.cursor))
    return Ending(words, f"/entries/{entry.hex()}/reinstate" if entry and may else "")


def ending_words(duty: Duty, closed: Closed, posts: Mapping[int, str], staff: Mapping[bytes, str]) -> str:
    """Return who closed a record, where and when; what is not known is left out."""
    words = (staff.get(closed.author or b"", ""), posts.get(closed.post, ""), _when(duty, closed.at))
    return ", ".join(word for word in words if word)


def _rows(duty: Duty, withdrawn: Sequence[Withdrawn], refused: Sequence[Refused] = ()) -> tuple[Row, ...]:
    latest = {one.target: one for one in reversed(withdrawn)}
    shown: list[Withdrawn | Refused] = sorted((*latest.values(), *refused), key=lambda one: one.at, reverse=True)
    opened = open_items(
        duty.desk.cursor, [row for one in shown for row in (one.row, one.target_row)], duty.desk.keyring
    )
    people = list_people(duty.desk.cursor, {one.person for one in shown})
    posts, staff = post_names(duty.desk.cursor), staff_names(duty.desk.cursor)
    return tuple(
        _row(duty, one, people[one.person], opened[one.target_row], opened[one.row][0], posts, staff)
        if isinstance(one, Withdrawn)
        else _refused_row(duty, one, people[one.person], opened[one.target_row][0], posts, staff)
        for one in shown
        if one.person in people and one.target_row in opened and one.row in opened
    )


def _refused_row(
    duty: Duty, one: Refused, person: Person, item: Item, posts: Mapping[int, str], staff: Mapping[bytes, str]
) -> Row:
    names = (staff.get(one.author or b"", ""), posts.get(one.post, ""))
    return Row(
        what=_what(item),
        when=_when(duty, one.at),
        by="" if item.reserved else ", ".join(name for name in names if name),
        why=_(one.why),
        name=person.name,
        veiled=veiled(person),
        href=f"/people/{person.id.hex()}/",
        reinstate="",
        reserved=item.reserved,
        read=f"/entries/{one.correction.hex()}/",
        instead=f"/entries/{one.target.hex()}/",
    )


def _what(item: Item) -> str:
    return guarded(lambda: tell(item).what, title_words) if item.broken is None else title_words()


def _row(
    duty: Duty,
    one: Withdrawn,
    person: Person,
    target: tuple[Item, bool],
    withdrawal: Item,
    posts: Mapping[int, str],
    staff: Mapping[bytes, str],
) -> Row:
    item, closed = target
    names = (staff.get(withdrawal.author or b"", ""), posts.get(one.post, ""))
    return Row(
        what=_what(item),
        when=_when(duty, one.at),
        by="" if item.reserved else ", ".join(name for name in names if name),
        why="" if item.reserved or not isinstance(withdrawal.act, Withdrawal) else withdrawal.act.reason,
        name=person.name,
        veiled=veiled(person),
        href=f"/people/{person.id.hex()}/",
        reinstate=f"/entries/{one.target.hex()}/reinstate" if can_withdraw_item(duty, item, closed=closed) else "",
        reserved=item.reserved,
    )


def _when(duty: Duty, millis: int) -> str:
    at = local_moment(duty, millis)
    return f"{day_words(at.date(), duty.today)}, {at:%H:%M}"
