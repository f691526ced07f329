"""Bugs planted on purpose: if the storm does not find each within a few seeds, the storm is worth nothing.

Each is a mistake that somebody could make in an afternoon, put in place of the real code while a schedule runs.
"""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from posta.acts.mission import administration, grant_repair
from posta.catalog.compartments import Compartment
from posta.catalog.encoding import codec
from posta.chart.history import entry_content
from posta.chart.record import person_registers
from posta.feed import hlc
from posta.ledger import frontier, queries, store
from posta.scribe import incarnation, replay, retroactive_effects
from posta.scribe.incoming import receive
from posta.seal import epoch_keyring
from tests.faults import fake_disks, faulty_transports, world
from tests.faults.planted_sync_bugs import ON_ROADS

Patches = list[tuple[Any, str, Any]]
_append_entries, _find_hash = store.append_entries, frontier.find_hashes
_receive_segment = receive._receive_segment


def _no_fsync() -> Patches:
    """Says "saved" when the bytes are with the operating system: a power cut takes the last answer back."""
    before: dict[int, object] = {}
    transaction = fake_disks.Disk.transaction

    @contextmanager
    def lazy(disk: fake_disks.Disk) -> Iterator[None]:
        outermost = not disk.connection.in_transaction
        image = disk.image() if outermost else None
        try:
            with transaction(disk):
                yield
        except fake_disks.PowerCut:
            if id(disk) in before:
                before.pop(id(disk)).backup(disk.connection)  # type: ignore[attr-defined]
            raise
        if outermost:
            before[id(disk)] = image

    return [(fake_disks.Disk, "transaction", lazy)]


def _same_sequence_is_same() -> Patches:
    """Takes an entry for held because its number is."""

    def place(node: Any, device: Any, segment: Any, receipt: Any) -> None:
        if _find_hash(node.cursor, segment.feed, segment.incarnation, segment.last):
            receipt.had += len(segment.entries)
            return
        real(node, device, segment, receipt)

    real = receive._locate_segment
    return [(receive, "_locate_segment", place)]


def _backlink_ignored() -> Patches:
    """Appends whatever has the right signature, wherever it belongs."""
    return [(receive, "_follows", lambda node, segment: True)]


def _signature_unchecked() -> Patches:
    """Believes every segment."""
    return [
        (receive, "verify_segment", lambda segment: None),
        (faulty_transports, "verify_segment", lambda segment: None),
    ]


def _last_write_wins() -> Patches:
    """Of two values written apart keeps the later only: an allergy added at the other post is gone."""

    def fold(assertions: Any) -> Any:
        fields: dict[int, object] = {}
        for assertion in sorted(assertions, key=lambda a: a.hlc):
            fields |= assertion.fields
        return fields, {}

    return [(person_registers, "merge_assertions", fold)]


def _incarnation_reused() -> Patches:
    """Goes on writing in the old incarnation after a restore."""
    return [(incarnation, "_incarnation_cause", lambda node, side, restored: "")]


def _stops_at_the_first_bad() -> Patches:
    """Drops what comes after a bad segment."""

    def receive_segment(node: Any, data: bytes, receipt: Any) -> None:
        if not receipt.aside:
            _receive_segment(node, data, receipt)

    return [(receive, "_receive_segment", receive_segment)]


def _applied_twice() -> Patches:
    """Applies late entries again without taking back what they gave before."""
    apply_late = replay.reproject

    def late(node: Any, rows: list[int]) -> Any:
        with ExitStack() as stack:
            for projection in replay.PROJECTIONS:
                stack.enter_context(patch.object(projection, "forget", lambda cursor, rows: None))
            return apply_late(node, rows)

    return [(replay, "reproject", late)]


def _parts_dropped() -> Patches:
    """Keeps the headers of what it cannot read, and not the bytes that others will ask it for."""

    def append(cursor: Any, feed: Any, first: Any, entries: Any, row: int, received: int, states: Any) -> None:
        thin = [
            entry._replace(
                parts=tuple(
                    part if state else part._replace(sealed=None)
                    for part, state in zip(entry.parts, read_, strict=True)
                )
            )
            for entry, read_ in zip(entries, states, strict=True)
        ]
        _append_entries(cursor, feed, first, thin, row, received, states)

    return [(store, "append_entries", append)]


def _emptied_for_ever() -> Patches:
    """Takes an entry for had when its header is: what was emptied on the way never comes again."""
    return [(receive, "backfill_parts", lambda node, segment: (0, []))]


def _strangers_forgotten() -> Patches:
    """Throws away what a device wrote whose enrolment comes later."""
    return [(receive, "hold_unknown", lambda node, segment, data: "")]


def _revocation_for_the_future_only() -> Patches:
    """Lets stand what a lost device wrote if it arrived before the news of its loss."""
    return [(retroactive_effects, "_reevaluate_device", lambda node, feed: None)]


def _one_branch_only() -> Patches:
    """Offers the newest head of an incarnation, whatever line it is on."""
    return [(frontier, "_on_branch", lambda cursor, tip, heads: heads)]


def _waits_for_the_clock() -> Patches:
    """Holds an act back until the date on which it was written by a clock that ran ahead."""
    return [(frontier, "SENDABLE", "(h.released <= :now)"), (queries, "SENDABLE", "(h.released <= :now)")]


def _undo_of_the_row_only() -> Patches:
    """Takes an act off the screen and leaves its bytes."""
    return [(store, "drop_parts", lambda cursor, entry: None)]


def _clock_goes_back() -> Patches:
    """Stamps entries with the clock on the wall."""
    return [(hlc, "tick", lambda last, now: hlc.join_stamp(now))]


def _clock_learns_nothing() -> Patches:
    """Goes on from its own entries only: what it writes about another's entry may be earlier than that."""
    real = frontier.find_write_position
    return [(frontier, "find_write_position", lambda cursor, feed, most: real(cursor, feed, 0))]


def _old_keys_forgotten() -> Patches:
    """Tries the newest key of a sealed compartment only: after a rotation nobody reads what was sealed before."""
    real = epoch_keyring.Keyring.of.__func__  # type: ignore[attr-defined]

    def of(cls: Any, epochs: Any, publics: Any = None, secret: Any = None) -> Any:
        ring = real(cls, epochs, publics, secret)
        newest = {(epoch.compartment, epoch.network): epoch for epoch in reversed(ring.blinded)}
        return dataclasses.replace(ring, blinded=tuple(newest.values()))

    return [(epoch_keyring.Keyring, "of", classmethod(of))]


def _fork_unreported() -> Patches:
    """Keeps both branches and tells nobody."""
    return [(receive, "write_evidence_within", lambda node, places: None)]


def _bad_ones_unnamed() -> Patches:
    """Skips what it cannot read without saying so."""
    quiet = lambda *arguments, **more: None  # noqa: E731
    return [(receive, "quarantine", quiet), (replay, "quarantine", quiet), (retroactive_effects, "quarantine", quiet)]


def _keys_unused() -> Patches:
    """Does not look again at what came before its key."""
    return [(world, "decrypt_with_new_keys", lambda node: node.holding(world.load_keyring(node.cursor, node.device)))]


def _sealed_parts_unguarded() -> Patches:
    """Lets what is wrong in one sealed part out to whoever shows the chart."""

    def read_part(read: Any, part: Any, sealed: bytes, keyring: Any) -> None:
        opened = keyring.open(part.epoch, sealed, prefix=part.header[:70], index=part.place)
        if opened is None:
            read.closed = True
        else:
            home = Compartment(opened[0].compartment)
            entry_content._add_part(read, home, entry_content.decode_part(home, opened[1]))

    return [(entry_content, "_read_part", read_part)]


def _unshown_is_reserved() -> Patches:
    """Shows what is broken as if it were sealed: nobody learns of it, and nobody may mark it as an error."""

    def pass_over(read: Any, home: Any, why: Any) -> None:
        read.closed = True

    return [(entry_content, "_break", pass_over)]


def _answers_of_any_shape() -> Patches:
    """Takes answers as they come, whatever their question is."""
    return [(codec, "are_forms", lambda body, *, counted: isinstance(body, dict))]


def _passed_over_for_ever() -> Patches:
    """Gives nobody a key that they were not granted when it began: who was enrolled in days that were lost stays without."""
    return [(grant_repair, "list_missing_grants", lambda cursor, day: [])]


def _given_under_what_they_lack() -> Patches:
    """Brings the key of orders in an order under that key."""

    def newest(node: Any, lack: Any) -> Any:
        return node.keyring.current(Compartment.ADMIN, "")

    return [(administration, "_order_key_for", newest)]


def _lost_ones_keep_the_newest() -> Patches:
    """Leaves the newest key with a computer that was declared lost."""
    return [(grant_repair, "list_exposed", lambda cursor: [])]


PLANTED: dict[str, Callable[[], Patches]] = {
    "no fsync": _no_fsync,
    "equal sequence accepted without comparing the hash": _same_sequence_is_same,
    "previous hash ignored": _backlink_ignored,
    "signature not checked": _signature_unchecked,
    "last write wins": _last_write_wins,
    "incarnation reused after a restore": _incarnation_reused,
    "rest dropped after the first bad segment": _stops_at_the_first_bad,
    "applied twice": _applied_twice,
    "parts dropped on receive": _parts_dropped,
    "emptied on the way, for ever": _emptied_for_ever,
    "strangers forgotten": _strangers_forgotten,
    "revocation for the future only": _revocation_for_the_future_only,
    "one branch of a fork offered": _one_branch_only,
    "release waits for a wrong clock": _waits_for_the_clock,
    "undone, but not the bytes": _undo_of_the_row_only,
    "clock goes back": _clock_goes_back,
    "clock learns nothing of others": _clock_learns_nothing,
    "old sealed keys forgotten": _old_keys_forgotten,
    "forks unreported": _fork_unreported,
    "bad entries unnamed": _bad_ones_unnamed,
    "late keys unused": _keys_unused,
    "sealed parts unguarded": _sealed_parts_unguarded,
    "what cannot be shown passed over": _unshown_is_reserved,
    "answers of any shape": _answers_of_any_shape,
    "passed over for ever": _passed_over_for_ever,
    "given under what they lack": _given_under_what_they_lack,
    "the newest key with a lost computer": _lost_ones_keep_the_newest,
    **ON_ROADS,
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The system with one bug more."""
    with ExitStack() as stack:
        for owner, attribute, value in PLANTED[name]():
            stack.enter_context(patch.object(owner, attribute, value))
        yield
