"""The values of the lists of withdrawn entries: the entry, its person, who marked it, when and why.

The number of queries is fixed. Corrections without effect are in the same lists, each with the reason: the colleague
sees here what was refused, and no entry is replaced without notice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from posta.acts.actor import Actor
from posta.acts.care.undo import can_withdraw_entry, can_withdraw_item
from posta.care.display.entries.entry_summary import summarise
from posta.catalog import kinds
from posta.catalog.structural_acts import Withdrawal
from posta.chart.history.judged_corrections import RefusedCorrection, find_refused, list_refused_at, list_refused_of
from posta.chart.history.judged_withdrawals import WithdrawnEntry, find_withdrawn, list_withdrawn_at, list_withdrawn_of
from posta.chart.history.timeline import TimelineItem, open_items
from posta.chart.record.person import Person, PersonClosure
from posta.chart.record.person_registers import list_people
from posta.clock import DAY_MILLIS, to_millis
from posta.ids import EntryId
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_day, masked_name, to_local_time
from posta.web.notices.messages import translate_code
from posta.web.placeholders import entry_placeholder
from posta.web.view_helpers import load_post_names, load_staff_names

SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True, repr=False)
class WithdrawnRow:
    """One withdrawn entry; of a reserved one only that it is reserved, and when it was withdrawn.

    With `read` and `instead` it is a correction without effect: the address of its page, and the entry that it did
    not correct.
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


@dataclass(frozen=True, slots=True, repr=False)
class RecordClosure:
    """How a record was closed, in words, with the page that reinstates the registration and who may do it."""

    words: str
    reinstate: str


def present_withdrawn(actor: Actor) -> tuple[WithdrawnRow, ...]:
    """Return what was withdrawn at this post in the last 30 days, newest first."""
    cursor, since = actor.node.cursor, to_millis(actor.now) - SHOWN_DAYS * DAY_MILLIS
    post = actor.post.number
    return _rows(actor, list_withdrawn_at(cursor, post, since), list_refused_at(cursor, post, since))


def present_withdrawn_of(actor: Actor, person: Person) -> tuple[WithdrawnRow, ...]:
    """Return every entry of a person that was ever withdrawn, newest first."""
    return _rows(actor, list_withdrawn_of(actor.node.cursor, person.id), list_refused_of(actor.node.cursor, person.id))


def present_withdrawal(actor: Actor, entry: EntryId) -> WithdrawnRow | None:
    """Return how an entry was withdrawn, if it was."""
    found = find_withdrawn(actor.node.cursor, entry)
    return next(iter(_rows(actor, [found])), None) if found else None


def present_refusal(actor: Actor, entry: EntryId) -> WithdrawnRow | None:
    """Return why a correction has no effect, if it has none."""
    found = find_refused(actor.node.cursor, entry)
    return next(iter(_rows(actor, [], [found])), None) if found else None


def present_closure(actor: Actor, person: Person) -> RecordClosure | None:
    """Return how the record of a person was closed, if it was."""
    if person.closed is None:
        return None
    withdrawn = list_withdrawn_of(actor.node.cursor, person.id)
    entry = next((one.target for one in withdrawn if one.kind == kinds.PERSON), None)
    may = entry is not None and can_withdraw_entry(actor, entry)
    words = closure_text(actor, person.closed, load_post_names(actor.node.cursor), load_staff_names(actor.node.cursor))
    return RecordClosure(words, reverse("entry-reinstate", args=[entry.hex()]) if entry and may else "")


def closure_text(actor: Actor, closed: PersonClosure, posts: Mapping[int, str], staff: Mapping[bytes, str]) -> str:
    """Return who closed a record, where and when; unknown parts are left out."""
    words = (staff.get(closed.author or b"", ""), posts.get(closed.post, ""), _format_when(actor, closed.at))
    return ", ".join(word for word in words if word)


def _rows(
    actor: Actor, withdrawn: Sequence[WithdrawnEntry], refused: Sequence[RefusedCorrection] = ()
) -> tuple[WithdrawnRow, ...]:
    latest = {one.target: one for one in reversed(withdrawn)}
    shown: list[WithdrawnEntry | RefusedCorrection] = sorted(
        (*latest.values(), *refused), key=lambda one: one.at, reverse=True
    )
    opened = open_items(
        actor.node.cursor, [row for one in shown for row in (one.row, one.target_row)], actor.node.keyring
    )
    people = list_people(actor.node.cursor, {one.person for one in shown})
    posts, staff = load_post_names(actor.node.cursor), load_staff_names(actor.node.cursor)
    return tuple(
        _row(actor, one, people[one.person], opened[one.target_row], opened[one.row][0], posts, staff)
        if isinstance(one, WithdrawnEntry)
        else _refused_row(actor, one, people[one.person], opened[one.target_row][0], posts, staff)
        for one in shown
        if one.person in people and one.target_row in opened and one.row in opened
    )


def _refused_row(
    actor: Actor,
    one: RefusedCorrection,
    person: Person,
    item: TimelineItem,
    posts: Mapping[int, str],
    staff: Mapping[bytes, str],
) -> WithdrawnRow:
    names = (staff.get(one.author or b"", ""), posts.get(one.post, ""))
    return WithdrawnRow(
        what=_heading(item),
        when=_format_when(actor, one.at),
        by="" if item.reserved else ", ".join(name for name in names if name),
        why=translate_code(one.why),
        name=person.name,
        veiled=masked_name(person),
        href=reverse("person", args=[person.id.hex()]),
        reinstate="",
        reserved=item.reserved,
        read=reverse("entry", args=[one.correction.hex()]),
        instead=reverse("entry", args=[one.target.hex()]),
    )


def _heading(item: TimelineItem) -> str:
    return (
        with_fallback(lambda: summarise(item).what, entry_placeholder) if item.broken is None else entry_placeholder()
    )


def _row(
    actor: Actor,
    one: WithdrawnEntry,
    person: Person,
    target: tuple[TimelineItem, bool],
    withdrawal: TimelineItem,
    posts: Mapping[int, str],
    staff: Mapping[bytes, str],
) -> WithdrawnRow:
    item, closed = target
    names = (staff.get(withdrawal.author or b"", ""), posts.get(one.post, ""))
    return WithdrawnRow(
        what=_heading(item),
        when=_format_when(actor, one.at),
        by="" if item.reserved else ", ".join(name for name in names if name),
        why="" if item.reserved or not isinstance(withdrawal.act, Withdrawal) else withdrawal.act.reason,
        name=person.name,
        veiled=masked_name(person),
        href=reverse("person", args=[person.id.hex()]),
        reinstate=reverse("entry-reinstate", args=[one.target.hex()])
        if can_withdraw_item(actor, item, closed=closed)
        else "",
        reserved=item.reserved,
    )


def _format_when(actor: Actor, millis: int) -> str:
    at = to_local_time(actor, millis)
    return f"{format_day(at.date(), actor.today)}, {at:%H:%M}"
