"""From admin entries to the mission's tables: one `project_x` per kind, no clock, no network, no settings.

Registers keep the assertion with the highest clock and, of two at one moment, the one with the greater values: entries may
come in any order, and two computers that administer may order at the same moment.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.encoding.codec import AdminPayload, read_act
from posta.errors import Reason
from posta.feed.entry import Head
from posta.feed.errors import FeedError
from posta.feed.fork import ForkProof, verify_fork
from posta.feed.sign import feed_id_of
from posta.ledger.row_types import Cursor, DecodedEntry, Rejection
from posta.mission.places import place_tables
from posta.mission.schema import NAMES
from posta.wire.cards import peek_card

_OF_OPERATIONS = frozenset({kinds.DIRECTORY_ENTRY, kinds.SIGNAL_STEP})
"""Kinds of admin that another room projects and judges."""
_SHARED = {
    "mission_founding": "name, root, networks",
    "mission_revocation": "feed, incarnation, sequence, reason, hlc, signed, heads",
}


def _register(table: str, keys: str, values: str) -> str:
    """Return an assertion of a register as SQL, its values in this order: keys, values, clock."""
    value_columns = values.split()
    key, columns = ", ".join(keys.split()), [*keys.split(), *value_columns, "hlc"]
    changes = ", ".join(f"{one} = excluded.{one}" for one in (*value_columns, "hlc"))
    new, old = (
        ", ".join(f"IFNULL({of}{one}, '')" for one in ("hlc", *value_columns)) for of in ("excluded.", f"{table}.")
    )
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        f" ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE ({new}) > ({old})"
    )


_POST = _register("mission_post", "number", "id name kind municipality networks services state zone public")
_DEVICE = _register("mission_device", "feed", "verify_key box_public post label administers until")
_STAFF = _register(
    "mission_staff", "staff", "name role compartments box_public verify_key until custodian wrapped networks licence"
)
_DEPARTURE = _register("mission_departure", "staff", "reason")
_GRANT = _register("mission_grant", "epoch holder", "box sealed_to")
_SECRET = _register("mission_secret", "holder", "box")
_CARD = _register("mission_card", "holder", "until card")


def project(cursor: Cursor, batch: Sequence[DecodedEntry]) -> list[Rejection]:
    """Apply the admin parts of a batch; return the entries that a device may not order, with the refusal."""
    refused = []
    for fresh in batch:
        if fresh.admin is None or fresh.admin.kind in _OF_OPERATIONS:
            continue
        if fresh.admin.kind == kinds.FORK and not _is_proven(fresh.admin):
            refused.append(Rejection(fresh.row, "unproven_fork", Reason("unproven_fork")))
            continue
        if not _is_administrator(cursor, fresh):
            refused.append(Rejection(fresh.row, "not_an_administrator", Reason("not_an_administrator")))
            continue
        _PROJECT[fresh.admin.kind](cursor, fresh, read_act(fresh.admin))
    if any(fresh.admin is not None and fresh.admin.kind in place_tables.TOUCHING for fresh in batch):
        place_tables.refold_places(cursor)
    return refused


def reset(cursor: Cursor) -> None:
    """Empty the tables before a replay."""
    for name in NAMES:
        cursor.execute(f"DELETE FROM {name}")


def forget(cursor: Cursor, rows: Sequence[int]) -> None:
    """Do nothing: admin entries are not withdrawn."""


def dump(cursor: Cursor) -> Iterator[tuple]:
    """Yield every row without local numbers, for comparing two nodes or a replay."""
    for name in NAMES:
        rows = cursor.execute(f"SELECT {_SHARED.get(name, '*')} FROM {name}").fetchall()
        yield from sorted(((name, *row) for row in rows), key=repr)


def _is_administrator(cursor: Cursor, fresh: DecodedEntry) -> bool:
    """Return whether a device may write an order: an administrator any, others a fork or their own new incarnation.

    Orders about places are kept from every device and judged where they are folded (`places.place_orders`).
    """
    assert isinstance(fresh.admin, AdminPayload)
    if fresh.admin.kind in {kinds.FORK, kinds.INCARNATION} or fresh.admin.kind in kinds.PLACES:
        return True
    row = cursor.execute("SELECT administers FROM mission_device WHERE feed = ?", (fresh.feed,)).fetchone()
    if row is None:  # the founding device writes first: it founds the mission, then enrols itself
        return cursor.execute("SELECT COUNT(*) FROM mission_device").fetchone() == (0,)
    return bool(row[0])


def _is_proven(order: AdminPayload) -> bool:
    """Return whether evidence of a fork proves it.

    Any device may report a fork, and a report without proof accuses no device.
    """
    act = read_act(order)
    assert isinstance(act, s.ForkEvidence)
    heads = act.heads or tuple((act.sequence, hash_) for hash_ in act.hashes)
    try:
        one, other = (Head(feed_id_of(act.verify_key), act.incarnation, *head) for head in heads)
        links_one, links_other = act.links or ((), ())
        proof = ForkProof(act.verify_key, one, act.signatures[0], other, act.signatures[1], links_one, links_other)
        verify_fork(proof)
    except (FeedError, ValueError, OverflowError):
        return False
    return proof.place.sequence >= act.sequence


def _project_founding(cursor: Cursor, fresh: DecodedEntry, act: s.Founding) -> None:
    networks, account = msgspec.json.encode(act.networks), msgspec.msgpack.encode(act.account) if act.account else None
    cursor.execute(
        "INSERT OR IGNORE INTO mission_founding VALUES (?, ?, ?, ?, ?)",
        (fresh.row, act.name, act.root, networks, account),
    )
    rows = [
        (p.number, p.id, p.name, p.kind, p.municipality, " ".join(p.networks), " ".join(p.services), p.state, p.zone,
         msgspec.msgpack.encode(p.public) if p.public else None, fresh.hlc) for p in act.posts
    ]  # fmt: skip
    cursor.executemany(_POST, rows)


def _project_enrolment(cursor: Cursor, fresh: DecodedEntry, act: s.Enrolment) -> None:
    feed = feed_id_of(act.verify_key)
    row = (feed, act.verify_key, act.box_public, act.post, act.label, act.administers, act.until, fresh.hlc)
    cursor.execute(_DEVICE, row)


def _project_appointment(cursor: Cursor, fresh: DecodedEntry, act: s.Appointment) -> None:
    compartments = " ".join(str(c) for c in sorted(act.compartments))
    row = (
        act.staff, act.name, act.role, compartments, act.box_public, act.verify_key, act.until, act.custodian,
        act.wrapped, " ".join(act.networks), act.licence, fresh.hlc,
    )  # fmt: skip
    cursor.execute(_STAFF, row)
    cursor.execute("INSERT OR IGNORE INTO mission_role VALUES (?, ?, ?)", (act.staff, fresh.hlc, act.role))
    cursor.execute("INSERT OR IGNORE INTO mission_signer VALUES (?, ?)", (act.staff, act.verify_key))


def _project_appointment_end(cursor: Cursor, fresh: DecodedEntry, act: s.AppointmentEnded) -> None:
    cursor.execute(_DEPARTURE, (act.staff, act.reason, fresh.hlc))


def _project_epoch(cursor: Cursor, fresh: DecodedEntry, act: s.KeyEpoch) -> None:
    row = (act.epoch, act.compartment, act.network, act.public, fresh.hlc)
    cursor.execute("INSERT OR IGNORE INTO mission_epoch VALUES (?, ?, ?, ?, ?)", row)


def _project_grant(cursor: Cursor, fresh: DecodedEntry, act: s.KeyGrant) -> None:
    cursor.execute(_GRANT, (act.epoch, act.holder, act.box, act.sealed_to, fresh.hlc))


def _project_secret(cursor: Cursor, fresh: DecodedEntry, act: s.SecretGrant) -> None:
    cursor.execute(_SECRET, (act.holder, act.box, fresh.hlc))


def _project_revocation(cursor: Cursor, fresh: DecodedEntry, act: s.DeviceRevocation) -> None:
    """Keep every revocation: two may cross on their way, and which came first must not decide."""
    heads = msgspec.msgpack.encode(act.heads)
    row = (act.feed, fresh.row, act.incarnation, act.sequence, act.reason, fresh.hlc, act.order, heads)
    cursor.execute("INSERT OR IGNORE INTO mission_revocation VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _project_incarnation(cursor: Cursor, fresh: DecodedEntry, act: s.NewIncarnation) -> None:
    """Keep nothing: the new incarnation shows in the frontier."""


def _project_fork(cursor: Cursor, fresh: DecodedEntry, act: s.ForkEvidence) -> None:
    row = (feed_id_of(act.verify_key), act.incarnation, act.sequence)
    cursor.execute("INSERT OR IGNORE INTO mission_fork VALUES (?, ?, ?)", row)


def _project_card(cursor: Cursor, fresh: DecodedEntry, act: s.CardIssued) -> None:
    outline = peek_card(act.card)
    cursor.execute(_CARD, (outline.holder, outline.until, act.card, fresh.hlc))


def _project_readmission(cursor: Cursor, fresh: DecodedEntry, act: s.EntryReadmission) -> None:
    cursor.executemany("INSERT OR IGNORE INTO mission_readmission VALUES (?)", [(entry,) for entry in act.entries])


_PROJECT: dict[int, Callable[..., None]] = {
    kinds.FOUNDING: _project_founding,
    kinds.ENROLMENT: _project_enrolment,
    kinds.APPOINTMENT: _project_appointment,
    kinds.APPOINTMENT_ENDED: _project_appointment_end,
    kinds.KEY_EPOCH: _project_epoch,
    kinds.GRANT: _project_grant,
    kinds.SECRET_GRANT: _project_secret,
    kinds.REVOCATION: _project_revocation,
    kinds.INCARNATION: _project_incarnation,
    kinds.FORK: _project_fork,
    kinds.CARD_ISSUED: _project_card,
    kinds.READMISSION: _project_readmission,
    **dict.fromkeys(kinds.PLACES, place_tables.keep_order),
}
