"""A mission read from its file: networks, places and services become the founding act."""

import json
from pathlib import Path
from typing import Any

import msgspec

from posta.catalog import structure as s
from posta.clock import USUAL_ZONE, is_zone
from posta.errors import WrongData

SAMPLE = Path(__file__).resolve().parents[1] / "mission" / "sample" / "mexico_network.json"


class NotAMissionFile(WrongData):
    """The file does not describe a mission."""


def read_mission(path: Path, root: bytes) -> s.Founding:
    """Return the founding act of the mission in a file. Raises NotAMissionFile."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        networks = tuple((n["code"], {k: n[k] for k in ("es", "en", "fr")}) for n in told["networks"])
        posts = tuple(_post(number, place) for number, place in enumerate(told["places"], start=1))
        act = s.Founding(name=told.get("name", "México"), root=root, networks=networks, posts=posts)
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
        raise NotAMissionFile(
            f"This file does not describe a mission ({type(reason).__name__}); see docs/how-to."
        ) from None


def _post(number: int, place: dict[str, Any]) -> s.Post:
    return s.Post(
        number=number,
        id=str(place["id"]),
        name=str(place["name"]),
        kind=str(place["kind"]),
        municipality=str(place.get("cvegeo") or ""),
        networks=tuple(_listed(place["networks"])),
        services=tuple(service["service"] for service in _listed(place.get("services")) if not service.get("to")),
        state=str(place.get("state") or ""),
        zone=_zone(place),
    )


def _listed(value: object) -> list[Any]:
    """A list, or none. Raises TypeError for anything else, a text with its letters among them."""
    if not isinstance(value, list | None):
        raise TypeError
    return value or []


def _zone(place: dict[str, Any]) -> str:
    """The time zone of a place. Raises NotAMissionFile for one that does not exist: its days would be another's."""
    zone = str(place.get("zone") or USUAL_ZONE)
    if is_zone(USUAL_ZONE) and not is_zone(zone):
        raise NotAMissionFile("This file names a time zone that does not exist; write it like America/Tijuana.")
    return zone
