"""What depends on an entry: what others wrote under a registration, since an arrival, in place of a visit, in a party.

Undoing an entry erases its contents for good, so it is refused if something depends on it.
"""

from posta.catalog import kinds
from posta.ledger.row_types import Cursor

# Codes of `AlreadyUsed`, which has their sentences.
UNDER_REGISTRATION = "used_registration"
SINCE_ARRIVAL = "used_arrival"
CORRECTED = "used_corrected"
JOINED = "used_group"


def find_dependent(cursor: Cursor, row: int) -> str:
    """Return the code of why an entry (its row) can no longer be undone; empty if nothing depends on it."""
    item = cursor.execute("SELECT kind, id, person, post, hlc FROM chart_item WHERE entry = ?", (row,)).fetchone()
    if item is None:
        return JOINED if _exists(cursor, _OF_PARTY, {"row": row}) else ""
    params = dict(zip(("kind", "id", "person", "post", "hlc"), item, strict=True), row=row)
    for kind, sql, reason in _RULES:
        if kind == params["kind"] and _exists(cursor, sql, params):
            return reason
    return ""


def _exists(cursor: Cursor, sql: str, params: dict[str, object]) -> bool:
    return cursor.execute(sql, params).fetchone() is not None


_OF_REGISTRATION = f"""SELECT 1 FROM chart_assertion a WHERE a.entry = :row AND a.replaces = x'' AND (
    EXISTS (SELECT 1 FROM chart_item i WHERE i.person = :person AND i.entry <> :row
        AND i.kind NOT IN ({kinds.WITHDRAWAL}, {kinds.REINSTATEMENT})
        AND NOT (i.kind = {kinds.CHOICE} AND i.refers IS :id))
    OR EXISTS (SELECT 1 FROM chart_party p JOIN ledger_origin e ON e.id = p.entry
        WHERE p.person = :person AND e.hlc >> 16 <> :hlc >> 16))"""  # what was written with it goes with it
_OF_ARRIVAL = f"""SELECT 1 WHERE EXISTS (SELECT 1 FROM chart_step WHERE arrival = :id)
    OR EXISTS (SELECT 1 FROM chart_handover WHERE arrival = :id)
    OR EXISTS (SELECT 1 FROM chart_item i WHERE i.person = :person AND i.post = :post AND i.hlc > :hlc
        AND i.kind IN ({kinds.ENCOUNTER}, {kinds.CORRECTION}))"""
_OF_VISIT = f"""SELECT 1 FROM chart_item c WHERE c.refers = :id AND c.holds AND c.kind = {kinds.CORRECTION} AND NOT EXISTS
    (SELECT 1 FROM chart_item w WHERE w.refers = c.id AND w.kind = {kinds.WITHDRAWAL} AND w.holds)"""
_OF_PARTY = """SELECT 1 FROM chart_party p JOIN chart_party other ON other.party = p.party AND other.person <> p.person
    WHERE p.entry = :row AND other.entry > p.entry
    AND NOT EXISTS (SELECT 1 FROM chart_party before WHERE before.party = p.party AND before.entry < p.entry)"""
_RULES = (
    (kinds.PERSON, _OF_REGISTRATION, UNDER_REGISTRATION),
    (kinds.ARRIVAL, _OF_ARRIVAL, SINCE_ARRIVAL),
    (kinds.ENCOUNTER, _OF_VISIT, CORRECTED),
    (kinds.CORRECTION, _OF_VISIT, CORRECTED),
)
