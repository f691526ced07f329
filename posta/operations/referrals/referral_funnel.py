"""How far the referrals of a post came, by destination: sent, accepted, attended, answered, and how many were not.

Sealed ones are not counted: their destination is nobody's to see here.
"""

from typing import NamedTuple

from posta.ledger.row_types import Cursor

ACCEPTED = ("accept", "attend", "finish", "answer")
ATTENDED = ("attend", "finish", "answer")
ANSWERED = ("answer",)
DECLINED = ("decline",)
MOST_DESTINATIONS = 30


class FunnelRow(NamedTuple):
    """The referrals to one destination: each figure counts those that came at least so far."""

    to_type: str
    to_code: str
    sent: int
    accepted: int
    attended: int
    answered: int
    declined: int
    open: int

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)


def list_funnel(cursor: Cursor, post: int, since: int) -> list[FunnelRow]:
    """Return what became of the referrals that a post sent since a moment (ms), the most used destination first.

    A form may say at once that the person was attended or not accepted; that counts like the act.
    """
    sql = (
        "SELECT r.to_type, r.to_code, COUNT(*),"
        f" SUM(o.status IN ('received', 'completed') OR {_did(ACCEPTED)}),"
        f" SUM(o.status IN ('received', 'completed') OR {_did(ATTENDED)}),"
        f" SUM({_did(ANSWERED)}), SUM(o.status = 'notaccepted' OR {_did(DECLINED)}), SUM(r.open)"
        " FROM operations_referral r INDEXED BY operations_referral_sent"
        " JOIN operations_opening o ON o.entry = r.entry"
        " WHERE r.post = ? AND r.sent >= ? AND NOT r.sealed AND r.state <> 'draft' AND o.status <> 'refused'"
        " GROUP BY r.to_type, r.to_code ORDER BY COUNT(*) DESC, r.to_type, r.to_code LIMIT ?"
    )
    asked = (*ACCEPTED, *ATTENDED, *ANSWERED, *DECLINED, post, since, MOST_DESTINATIONS)
    return [FunnelRow(*row) for row in cursor.execute(sql, asked).fetchall()]


def count_sent_between(cursor: Cursor, post: int, since: int, until: int) -> list[tuple[str, int]]:
    """Return how many referrals a post sent from one moment (ms) to another, by kind of destination.

    Sealed ones are counted under an empty kind: where they go is nobody's to see here.
    """
    sql = (
        "SELECT CASE WHEN sealed THEN '' ELSE to_type END, COUNT(*)"
        " FROM operations_referral INDEXED BY operations_referral_sent"
        " WHERE post = ? AND sent >= ? AND sent < ? AND state <> 'draft' GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [(to_type, number) for to_type, number in cursor.execute(sql, (post, since, until)).fetchall()]


def _did(acts: tuple[str, ...]) -> str:
    """Return the condition that one of these acts was done and not taken back; the index on `referral` serves it."""
    marks = ", ".join("?" * len(acts))
    return f"EXISTS (SELECT 1 FROM operations_step s WHERE s.referral = r.id AND NOT s.gone AND s.act IN ({marks}))"
