"""The mission as it describes itself, in the shape of its file, read back from what the log says.

`posta publish --home` gives this to the gate of the public page. Posts that the mission does not mark as public are in
it too, without a precision: the gate must know their names to keep them out of written texts.
"""

from typing import Any

import msgspec

from posta.catalog import structural_acts as s
from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.ledger.row_types import Cursor
from posta.mission.places.partial_days import format_day
from posta.mission.places.place_orders import founded_period_id
from posta.mission.places.place_tables import PlaceHistory, read_histories
from posta.mission.places.service_calendar import CLOSED
from posta.mission.posts import Post, list_posts
from posta.terms.data_files import LANGUAGES
from posta.terms.lists import get_list
from posta.terms.places import find_municipality

_account = msgspec.msgpack.Decoder(s.MissionAccount).decode


class NoMissionAccount(TemporarilyUnavailable):
    """The mission was founded without words about itself."""

    sentence = gettext_noop(
        "This computer knows nothing that the mission says of itself. Exchange first, or name a mission file."
    )


def is_demonstration(cursor: Cursor) -> bool:
    """Return whether the mission was founded as a demonstration, with invented people only."""
    row = cursor.execute("SELECT account FROM mission_founding ORDER BY entry LIMIT 1").fetchone()
    return row is not None and row[0] is not None and _account(row[0]).demonstration


def describe_mission(cursor: Cursor, today: int) -> dict[str, Any]:
    """Return the mission in the shape of a mission file, with its places as of a day (since 1970).

    As soon as an order changed a place, `changed_on` is that day: the page then shows what is open on it. Raises
    NoMissionAccount where the log has no account.
    """
    row = cursor.execute("SELECT name, account FROM mission_founding ORDER BY entry LIMIT 1").fetchone()
    if row is None or row[1] is None:
        raise NoMissionAccount
    account = _account(row[1])
    before = read_histories(cursor)
    places = [_place(post, before.get(post.number, PlaceHistory(frozenset()))) for post in list_posts(cursor)]
    changed = cursor.execute("SELECT 1 FROM mission_place_order LIMIT 1").fetchone() is not None
    return {
        "name": row[0],
        "date": account.as_of,
        "changed_on": format_day(today) if changed else "",
        "lists": _lists(account, places),
        "partners": [{"code": code, "name": texts["es"], **texts} for code, texts in account.partners],
        "events": [_event(event) for event in account.events],
        "places": places,
    }


def _lists(account: s.MissionAccount, places: list[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """Return the mission's lists, with Posta's words for kinds and services that only a later order names."""
    lists = {name: [{"code": code, **texts} for code, texts in rows] for name, rows in account.lists}
    used = {
        "kind": [place["kind"] for place in places if "services" in place],
        "service": [row["service"] for place in places for row in place.get("services", ())],
    }
    for name, own in (("kind", "post_kind"), ("service", "place_service")):
        known, shipped = {row["code"] for row in lists.get(name, ())}, get_list(own)
        added = [code for code in dict.fromkeys(used[name]) if code not in known and code in shipped]
        lists.setdefault(name, []).extend(
            {"code": code, **{language: shipped.label(code, language) for language in LANGUAGES}} for code in added
        )
    return lists


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


def _place(post: Post, before: PlaceHistory) -> dict[str, Any]:
    """Return a place; of one that is not public only what the gate needs to keep its names out of texts.

    Its former names are among them: who knows the old one knows where it is.
    """
    former = sorted(before.names - {post.name})
    place: dict[str, Any] = {"id": post.id, "name": post.name, "former_names": former, "kind": post.kind}
    side = post.public
    if side is None:
        return place
    known = find_municipality(post.municipality)
    return {
        **place,
        "public_precision": side.precision,
        "public_name": side.titles or None,
        "cve_ent": side.entity,
        "cvegeo": post.municipality or None,
        "municipality": known.name if known else None,
        "opened": _opened(post, side, before),
        "closed": _closed(post, side),
        "services": [
            {"service": code, "from": since or None, "to": until or None}
            for code, since, until in _services(post, side)
        ],
        "partners": list(side.partners),
        "population": list(side.population),
    }


def _opened(post: Post, side: s.PublicSide, before: PlaceHistory) -> str | None:
    """Return the day of the first opening, as precise as it was written.

    Of a place that was closed again on that day the calendar keeps the closing alone.
    """
    first = next((one for one in post.calendar.openings if one.is_open), None)
    if first is None or not first.version:
        return side.opened or format_day(before.opened) or None
    return format_day(first.since) or None


def _closed(post: Post, side: s.PublicSide) -> str | None:
    """Return from when a place is closed, where nothing later opens it again."""
    last = post.calendar.openings[-1] if post.calendar.openings else None
    if last is None or last.is_open:
        return None
    return (format_day(last.since) if last.version else side.closed) or None


def _services(post: Post, side: s.PublicSide) -> list[tuple[str, str, str]]:
    """Return the services with their dates: of the founding as the file has them, of later orders by the day.

    Periods of a service that follow one another are one, whatever their state; the days of a closed one are none.
    """
    written = {founded_period_id(post.number, code, since): (since, until) for code, since, until in side.services}
    rows: list[tuple[str, str, str, int | None]] = []
    for one in post.calendar.periods:
        if one.state == CLOSED:
            continue
        ended = None if one.until is None else one.until + 1
        since, until = format_day(one.since), format_day(ended)
        since, until = written.get(one.id, (since, until)) if not one.version else (since, until)
        if rows and rows[-1][0] == one.service and rows[-1][3] == one.since and one.since is not None:
            rows[-1] = (one.service, rows[-1][1], until, ended)
        else:
            rows.append((one.service, since, until, ended))
    return [row[:3] for row in rows]
