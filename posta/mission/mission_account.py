"""The mission as it describes itself, in the shape of its file, read back from what the log says.

`posta publish --home` gives this to the gate of the public page. Posts that the mission does not mark as public are in
it too, without a precision: the gate must know their names to keep them out of written texts.
"""

from typing import Any

import msgspec

from posta.catalog import structural_acts as s
from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.ledger.row_types import Cursor
from posta.terms.places import find_municipality

_account = msgspec.msgpack.Decoder(s.MissionAccount).decode
_side = msgspec.msgpack.Decoder(s.PublicSide).decode


class NoMissionAccount(TemporarilyUnavailable):
    """The mission was founded without words about itself."""

    sentence = gettext_noop(
        "This computer knows nothing that the mission says of itself. Exchange first, or name a mission file."
    )


def is_demonstration(cursor: Cursor) -> bool:
    """Return whether the mission was founded as a demonstration, with invented people only."""
    row = cursor.execute("SELECT account FROM mission_founding ORDER BY entry LIMIT 1").fetchone()
    return row is not None and row[0] is not None and _account(row[0]).demonstration


def describe_mission(cursor: Cursor) -> dict[str, Any]:
    """Return the mission in the shape of a mission file. Raises NoMissionAccount where the log has none."""
    row = cursor.execute("SELECT name, account FROM mission_founding ORDER BY entry LIMIT 1").fetchone()
    if row is None or row[1] is None:
        raise NoMissionAccount
    account = _account(row[1])
    return {
        "name": row[0],
        "date": account.as_of,
        "lists": {name: [{"code": code, **texts} for code, texts in rows] for name, rows in account.lists},
        "partners": [{"code": code, "name": texts["es"], **texts} for code, texts in account.partners],
        "events": [_event(event) for event in account.events],
        "places": _places(cursor),
    }


def _event(event: s.MissionEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "date": event.date,
        "type": event.kind,
        **event.text,
        "places": list(event.places),
        "team_size": event.staff,
        "people": event.people,
    }


def _places(cursor: Cursor) -> list[dict[str, Any]]:
    rows = cursor.execute("SELECT id, name, kind, municipality, public FROM mission_post ORDER BY number").fetchall()
    return [_place(*row) for row in rows]


def _place(identifier: str, name: str, kind: str, municipality: str, public: bytes | None) -> dict[str, Any]:
    place: dict[str, Any] = {"id": identifier, "name": name, "kind": kind}
    if public is None:
        return place
    side, known = _side(public), find_municipality(municipality)
    return {
        **place,
        "public_precision": side.precision,
        "public_name": side.titles or None,
        "cve_ent": side.entity,
        "cvegeo": municipality or None,
        "municipality": known.name if known else None,
        "opened": side.opened or None,
        "closed": side.closed or None,
        "services": [
            {"service": code, "from": since or None, "to": until or None} for code, since, until in side.services
        ],
        "partners": list(side.partners),
        "population": list(side.population),
    }
