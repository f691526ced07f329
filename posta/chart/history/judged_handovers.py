"""Hand-overs judged: one whose named author's trade gives no care moves nobody on the board.

A hand-over that names no author comes from a discreet trade or a reserved visit, and holds: who may write it was asked
at the screen. The role of an author is the one at the clock of the entry, so the order of arrival does not matter: when
a hand-over or an appointment arrives, those concerned are judged again.
"""

from collections.abc import Collection, Iterable, Sequence

from posta.chart.sql_placeholders import placeholders
from posta.ledger.row_types import Cursor
from posta.mission.roles import get_role, role_at
from posta.mission.rules.withdrawal_rule import list_roles

_BATCH = 500
_HANDOVERS = "SELECT entry, hlc, author, holds FROM chart_handover WHERE author IS NOT NULL"


def judge_handovers(cursor: Cursor, people: Iterable[bytes]) -> None:
    """Judge the hand-overs of these people again."""
    wanted = sorted(people)
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        _judge(cursor, cursor.execute(f"{_HANDOVERS} AND person IN ({placeholders(some)})", some).fetchall())


def judge_handovers_by(cursor: Cursor, staff: Collection[bytes]) -> None:
    """Judge the hand-overs of colleagues who were appointed now."""
    authors = tuple(staff)
    if authors:
        _judge(cursor, cursor.execute(f"{_HANDOVERS} AND author IN ({placeholders(authors)})", authors).fetchall())


def judge_all_handovers(cursor: Cursor) -> None:
    """Judge every hand-over again."""
    _judge(cursor, cursor.execute(_HANDOVERS).fetchall())


def _judge(cursor: Cursor, found: Sequence[tuple]) -> None:
    if not found:
        return
    roles = list_roles(cursor, {row[2] for row in found})
    changed = []
    for entry, hlc, author, holds in found:
        stands = get_role(role_at(roles.get(author, []), hlc) or "").gives_care
        changed += [(stands, entry)] if stands != bool(holds) else []
    cursor.executemany("UPDATE chart_handover SET holds = ? WHERE entry = ?", changed)
