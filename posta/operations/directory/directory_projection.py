"""From entries to the directory: every claim is kept, and the newest of each partner that may stand is shown.

Administrators and team leaders write it, wherever they work. The author is what the computer claims, so the role is
judged as of the moment of the claim, and judged again when an appointment or a computer becomes known.
"""

from collections.abc import Iterable, Sequence

import msgspec

from posta.catalog import kinds
from posta.catalog import operation_acts as o
from posta.catalog.encoding.codec import read_act
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission.posts import list_devices
from posta.mission.roles import keeps_directory, role_at
from posta.mission.rules.withdrawal_rule import list_roles
from posta.operations.sql_batches import select_in

_INSERT = "INSERT INTO operations_claim (entry, id, code, hlc, author, feed, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ORDERS = frozenset({kinds.ENROLMENT, kinds.APPOINTMENT})


def project_directory(cursor: Cursor, batch: Sequence[DecodedEntry]) -> None:
    """Keep the claims of a batch, and choose again what is shown of the partners concerned."""
    orders = [(fresh, fresh.admin) for fresh in batch if fresh.admin is not None]
    if not orders:
        return
    rows = []
    for fresh, order in orders:
        if order.kind == kinds.DIRECTORY_ENTRY:
            act = read_act(order)
            assert isinstance(act, o.DirectoryEntry)
            body = msgspec.msgpack.encode(act)
            rows.append((fresh.row, fresh.id, act.code, fresh.hlc, order.author, fresh.feed, body))
    cursor.executemany(_INSERT, rows)
    judges = any(order.kind in _ORDERS for _, order in orders)
    rebuild_directory(cursor, list_claimed(cursor) if judges else {row[2] for row in rows})


def list_claimed(cursor: Cursor, rows: Sequence[int] = ()) -> set[str]:
    """Return the codes that entries (their rows) claim; without rows, every code."""
    if not rows:
        return {row[0] for row in cursor.execute("SELECT DISTINCT code FROM operations_claim").fetchall()}
    return {row[0] for row in select_in(cursor, "SELECT code FROM operations_claim WHERE entry IN ({marks})", rows)}


def rebuild_directory(cursor: Cursor, codes: Iterable[str]) -> None:
    """Choose again what is shown of these partners."""
    wanted = set(codes)
    if not wanted:
        return
    sql = "SELECT hlc, id, code, author, feed, body FROM operations_claim WHERE code IN ({marks})"
    claims = sorted(select_in(cursor, sql, wanted), key=lambda row: row[:2])
    roles = list_roles(cursor, {row[3] for row in claims if row[3] is not None})
    administering = {device.feed for device in list_devices(cursor) if device.administers}
    newest = {
        code: body
        for hlc, _, code, author, feed, body in claims
        if feed in administering or keeps_directory(role_at(roles.get(author or b"", []), hlc) or "")
    }
    cursor.executemany("DELETE FROM operations_partner WHERE code = ?", [(code,) for code in sorted(wanted)])
    decoded = [(body, msgspec.msgpack.decode(body, type=o.DirectoryEntry)) for body in newest.values()]
    rows = [(act.code, act.name, act.closed, body) for body, act in decoded]
    cursor.executemany("INSERT INTO operations_partner (code, name, closed, body) VALUES (?, ?, ?, ?)", rows)
