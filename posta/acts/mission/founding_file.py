"""A mission read from its file: networks, places and services become the founding act."""

import json
from pathlib import Path
from typing import Any

import msgspec

from posta.catalog import structural_acts as s
from posta.clock import USUAL_ZONE, is_zone
from posta.errors import InvalidData, gettext_noop

SAMPLE = Path(__file__).resolve().parents[2] / "mission" / "sample" / "mexico_network.json"

LANGUAGES = ("es", "en", "fr")
PRECISIONS = ("state", "municipality")


class NotAMissionFile(InvalidData):
    """The file does not describe a mission."""

    sentences = {
        "describes_no_mission": gettext_noop(
            "This file does not describe a mission (%(error)s); see docs/how-to/en/enrol-a-post.md."
        ),
        "no_such_time_zone": gettext_noop(
            "This file names a time zone that does not exist; write it like America/Tijuana."
        ),
    }


def read_mission(path: Path, root: bytes, *, demonstration: bool = False) -> s.Founding:
    """Return the founding act of the mission in a file, which may say itself that it is a demonstration.

    Raises NotAMissionFile.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        networks = tuple((n["code"], {k: n[k] for k in ("es", "en", "fr")}) for n in data["networks"])
        posts = tuple(_post(number, place) for number, place in enumerate(data["places"], start=1))
        account = _account(data, demonstration)
        act = s.Founding(name=data.get("name", "México"), root=root, networks=networks, posts=posts, account=account)
        return msgspec.msgpack.decode(msgspec.msgpack.encode(act), type=s.Founding)  # each value of its declared type
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
        msgspec.MsgspecError,
    ) as reason:
        raise NotAMissionFile("describes_no_mission", error=type(reason).__name__) from None


def _post(number: int, place: dict[str, Any]) -> s.FoundedPost:
    return s.FoundedPost(
        number=number,
        id=str(place["id"]),
        name=str(place["name"]),
        kind=str(place["kind"]),
        municipality=str(place.get("cvegeo") or ""),
        networks=tuple(_as_list(place["networks"])),
        services=tuple(service["service"] for service in _as_list(place.get("services")) if not service.get("to")),
        state=str(place.get("state") or ""),
        zone=_zone(place),
        public=_public_side(place),
    )


def _public_side(place: dict[str, Any]) -> s.PublicSide | None:
    """Return what of a place may be shown; none for a place that the file does not mark as public."""
    precision = str(place.get("public_precision") or "")
    if precision not in PRECISIONS:
        return None
    return s.PublicSide(
        precision=precision,
        entity=str(place.get("cve_ent") or ""),
        titles=place.get("public_name") or {},
        opened=str(place.get("opened") or ""),
        closed=str(place.get("closed") or ""),
        services=tuple(
            (str(row["service"]), str(row.get("from") or ""), str(row.get("to") or ""))
            for row in _as_list(place.get("services"))
        ),
        partners=tuple(_as_list(place.get("partners"))),
        population=tuple(_as_list(place.get("population"))),
    )


def _account(data: dict[str, Any], demonstration: bool) -> s.MissionAccount:
    """Return what the mission says of itself: the words of its lists, partners and events."""
    return s.MissionAccount(
        as_of=str(data.get("date") or ""),
        lists=tuple(
            (name, tuple((row["code"], _texts(row)) for row in _as_list(rows)))
            for name, rows in (data.get("lists") or {}).items()
        ),
        partners=tuple((row["code"], _texts(row)) for row in _as_list(data.get("partners"))),
        events=tuple(
            s.MissionEvent(
                id=row["id"],
                date=row["date"],
                kind=row["type"],
                text=_texts(row),
                places=tuple(_as_list(row.get("places"))),
                staff=row.get("team_size") or 0,
                people=row.get("people") or 0,
            )
            for row in _as_list(data.get("events"))
        ),
        demonstration=demonstration or data.get("demonstration", False),
    )


def _texts(row: dict[str, Any]) -> dict[str, str]:
    """Return a text by language; `name` stands for a language that the row does not name."""
    return {language: str(row.get(language) or row["name"]) for language in LANGUAGES}


def _as_list(value: object) -> list[Any]:
    """Return a list, or none. Raises TypeError for anything else, including a text, which is a list of letters."""
    if not isinstance(value, list | None):
        raise TypeError
    return value or []


def _zone(place: dict[str, Any]) -> str:
    """Return the time zone of a place.

    Raises NotAMissionFile for a zone that does not exist: the post would count wrong days.
    """
    zone = str(place.get("zone") or USUAL_ZONE)
    if is_zone(USUAL_ZONE) and not is_zone(zone):
        raise NotAMissionFile("no_such_time_zone")
    return zone
