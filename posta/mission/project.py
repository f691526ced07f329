"""From admin entries to the mission's tables: one `project_x` per kind, no clock, no network, no settings.

Registers keep the assertion with the highest clock, so entries may come in any order.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from posta.catalog import kinds
from posta.catalog import structure as s
from posta.catalog.codec import Ordered, read_act
from posta.feed.entry import Head
from posta.feed.errors import FeedError
from posta.feed.fork import ForkProof, verify_fork
from posta.feed.sign import feed_id_of
from posta.ledger.rows import Cursor, Fresh, Refusal
from posta.mission.schema import NAMES
from posta.parcel.cards import read_outline

UNPROVEN = "A device was accused of signing two entries at one place, without proof; it is kept and has no effect."
_LATER = "WHERE excluded.hlc > hlc"
_SHARED = {
    "mission_founding": "name, root, networks",
    "mission_revocation": "feed, incarnation, sequence, reason, hlc, signed, heads",
}


def project(cursor: Cursor, batch: Sequence[Fresh]) -> list[Refusal]:
    """Apply the admin parts of a batch; what a device may not order is refused and named."""
    refused = []
    for fresh in batch:
        if fresh.ordered is None:
            continue
        if fresh.ordered.kind == kinds.FORK and not _is_proven(fresh.ordered):
            refused.append(Refusal(fresh.row, "unproven_fork", UNPROVEN))
            continue
        if not _may_order(cursor, fresh):
            refused.append(Refusal(fresh.row, "not_an_administrator", "This device may not change the mission."))
            continue
        _PROJECT[fresh.ordered.kind](cursor, fresh, read_act(fresh.ordered))
    return refused


def reset(cursor: Cursor) -> None:
    """Empty the tables before a replay."""
    for name in NAMES:
        cursor.execute(f"DELETE FROM {name}")


def forget(cursor: Cursor, rows: Sequence[int]) -> None:
    """Admin entries are not withdrawn; nothing to drop."""


def dump(cursor: Cursor) -> Iterator[tuple]:
    """Every row without local numbers, for comparing two nodes or a replay."""
    for name in NAMES:
        rows = cursor.execute(f"SELECT {_SHARED.get(name, '*')} FROM {name}").fetchall()
        yield from sorted(((name, *row) for row in rows), key=repr)


def _may_order(cursor: Cursor, fresh: Fresh) -> bool:
    """Administrators order everything; any device may report a fork, or its own new incarnation."""
    assert isinstance(fresh.ordered, Ordered)
    if fresh.ordered.kind in {kinds.FORK, kinds.INCARNATION}:
        return True
    row = cursor.execute("SELECT administers FROM mission_device WHERE feed = ?", (fresh.feed,)).fetchone()
    if row is None:  # the founding device speaks first: it founds the mission, then enrols itself
        return cursor.execute("SELECT COUNT(*) FROM mission_device").fetchone() == (0,)
    return bool(row[0])


def _is_proven(order: Ordered) -> bool:
    """Whether evidence of a fork proves it: any device may report one, and none is accused on its word."""
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


def _project_founding(cursor: Cursor, fresh: Fresh, act: s.Founding) -> None:
    networks, account = msgspec.json.encode(act.networks), msgspec.msgpack.encode(act.account) if act.account else None
    cursor.execute(
        "INSERT OR IGNORE INTO mission_founding VALUES (?, ?, ?, ?, ?)",
        (fresh.row, act.name, act.root, networks, account),
    )
    cursor.executemany(
        f"INSERT INTO mission_post VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET id = excluded.id,"
        f" name = excluded.name, kind = excluded.kind, municipality = excluded.municipality,"
        f" networks = excluded.networks, services = excluded.services, state = excluded.state, hlc = excluded.hlc,"
        f" zone = excluded.zone, public = excluded.public {_LATER}",
        [
            (
                p.number,
                p.id,
                p.name,
                p.kind,
                p.municipality,
                " ".join(p.networks),
                " ".join(p.services),
                p.state,
                fresh.hlc,
                p.zone,
                msgspec.msgpack.encode(p.public) if p.public else None,
            )
            for p in act.posts
        ],
    )


def _project_enrolment(cursor: Cursor, fresh: Fresh, act: s.Enrolment) -> None:
    cursor.execute(
        f"INSERT INTO mission_device VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET post = excluded.post,"
        f" label = excluded.label, administers = excluded.administers, until = excluded.until, hlc = excluded.hlc {_LATER}",
        (
            feed_id_of(act.verify_key),
            act.verify_key,
            act.box_public,
            act.post,
            act.label,
            act.administers,
            act.until,
            fresh.hlc,
        ),
    )


def _project_appointment(cursor: Cursor, fresh: Fresh, act: s.Appointment) -> None:
    cursor.execute(
        f"INSERT INTO mission_staff VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name,"
        f" role = excluded.role, compartments = excluded.compartments, box_public = excluded.box_public,"
        f" verify_key = excluded.verify_key, until = excluded.until, custodian = excluded.custodian, wrapped = excluded.wrapped,"
        f" hlc = excluded.hlc, networks = excluded.networks {_LATER}",
        (
            act.staff,
            act.name,
            act.role,
            " ".join(str(c) for c in sorted(act.compartments)),
            act.box_public,
            act.verify_key,
            act.until,
            act.custodian,
            act.wrapped,
            fresh.hlc,
            " ".join(act.networks),
        ),
    )
    cursor.execute("INSERT OR IGNORE INTO mission_role VALUES (?, ?, ?)", (act.staff, fresh.hlc, act.role))


def _project_departure(cursor: Cursor, fresh: Fresh, act: s.Departure) -> None:
    cursor.execute(
        f"INSERT INTO mission_departure VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason,"
        f" hlc = excluded.hlc {_LATER}",
        (act.staff, act.reason, fresh.hlc),
    )


def _project_epoch(cursor: Cursor, fresh: Fresh, act: s.EpochOpening) -> None:
    row = (act.epoch, act.compartment, act.network, act.public, fresh.hlc)
    cursor.execute("INSERT OR IGNORE INTO mission_epoch VALUES (?, ?, ?, ?, ?)", row)


def _project_grant(cursor: Cursor, fresh: Fresh, act: s.Grant) -> None:
    row = (act.epoch, act.holder, act.box, fresh.hlc)
    cursor.execute(
        f"INSERT INTO mission_grant VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET box = excluded.box,"
        f" hlc = excluded.hlc {_LATER}",
        row,
    )


def _project_secret(cursor: Cursor, fresh: Fresh, act: s.SecretGrant) -> None:
    cursor.execute(
        f"INSERT INTO mission_secret VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET box = excluded.box, hlc = excluded.hlc {_LATER}",
        (act.holder, act.box, fresh.hlc),
    )


def _project_revocation(cursor: Cursor, fresh: Fresh, act: s.Revocation) -> None:
    """All are kept: two may cross on their way, and which came first must not decide."""
    heads = msgspec.msgpack.encode(act.heads)
    row = (act.feed, fresh.row, act.incarnation, act.sequence, act.reason, fresh.hlc, act.order, heads)
    cursor.execute("INSERT OR IGNORE INTO mission_revocation VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _project_incarnation(cursor: Cursor, fresh: Fresh, act: s.NewIncarnation) -> None:
    """The new incarnation shows in the frontier; nothing to keep beside it."""


def _project_fork(cursor: Cursor, fresh: Fresh, act: s.ForkEvidence) -> None:
    row = (feed_id_of(act.verify_key), act.incarnation, act.sequence)
    cursor.execute("INSERT OR IGNORE INTO mission_fork VALUES (?, ?, ?)", row)


def _project_renewal(cursor: Cursor, fresh: Fresh, act: s.Renewal) -> None:
    outline = read_outline(act.card)
    cursor.execute(
        f"INSERT INTO mission_card VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET until = excluded.until,"
        f" card = excluded.card, hlc = excluded.hlc {_LATER}",
        (outline.holder, outline.until, act.card, fresh.hlc),
    )


def _project_readmission(cursor: Cursor, fresh: Fresh, act: s.Readmission) -> None:
    cursor.executemany("INSERT OR IGNORE INTO mission_readmission VALUES (?)", [(entry,) for entry in act.entries])


_PROJECT: dict[int, Callable[..., None]] = {
    kinds.FOUNDING: _project_founding,
    kinds.ENROLMENT: _project_enrolment,
    kinds.APPOINTMENT: _project_appointment,
    kinds.DEPARTURE: _project_departure,
    kinds.EPOCH: _project_epoch,
    kinds.GRANT: _project_grant,
    kinds.SECRET: _project_secret,
    kinds.REVOCATION: _project_revocation,
    kinds.INCARNATION: _project_incarnation,
    kinds.FORK: _project_fork,
    kinds.RENEWAL: _project_renewal,
    kinds.READMISSION: _project_readmission,
}
