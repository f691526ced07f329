"""The gate: what of a mission becomes public, at the precision that the mission allows. Nothing passes beside it.

Rules, each with a test of its own:

1. A place without `public_precision`, or with another one than `state` or `municipality`, is not public: it is nowhere.
2. At precision `state` a place shows its kind and state, never its name or municipality; equal ones are counted together.
3. A service for survivors is never shown finer than the state, whatever the file allows: such a place is lowered to
   `state`, and in a place that also has other services this service is left out (reference: the mission's own page
   names no survivors' service of a shelter).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from posta.publicsite.languages import LANGUAGES, Texts
from posta.publicsite.network.values import Event, Network, Partner, Place, Service

SURVIVORS_SERVICES: Final = frozenset({"sexual_violence"})
SURVIVORS_KINDS: Final = frozenset({"therapeutic_centre"})


def let_through(mission: Mapping[str, Any]) -> Network:
    """Return the public part of a mission as its file describes it (see `mission_file.read_mission_file`)."""
    labels = {name: {row["code"]: _texts(row) for row in rows} for name, rows in mission["lists"].items()}
    places = tuple(_place(place, labels) for place in mission["places"] if _is_public(place))
    known = {place.id for place in places}
    return Network(
        name=_texts({language: mission.get("name", "México") for language in LANGUAGES}),
        as_of=str(mission["date"]),
        places=places,
        partners=tuple(
            Partner(code=row["code"], name=_texts({"es": row["name"], **row, "fr": row.get("fr", row["name"])}))
            for row in mission["partners"]
        ),
        events=tuple(_event(event, known) for event in mission["events"]),
        labels=labels,
        withheld=tuple(sorted(_withheld(mission["places"]))),
    )


def _is_public(place: Mapping[str, Any]) -> bool:
    return place.get("public_precision") in ("state", "municipality")


def _place(place: Mapping[str, Any], labels: Mapping[str, Mapping[str, Texts]]) -> Place:
    services = tuple(
        Service(code=row["service"], since=row.get("from") or "", until=row.get("to") or "")
        for row in place["services"]
        if row["service"] not in SURVIVORS_SERVICES
    )
    lowered = place["kind"] in SURVIVORS_KINDS or not services
    precise = place["public_precision"] == "municipality" and not lowered
    return Place(
        id=str(place["id"]).replace("_", "-"),
        name=_texts(dict.fromkeys(LANGUAGES, place["name"])) if precise else labels["kind"][place["kind"]],
        kind=place["kind"],
        precision="municipality" if precise else "state",
        state=place["cve_ent"],
        municipality=place["cvegeo"] or "" if precise else "",
        municipality_name=place["municipality"] or "" if precise else "",
        opened=place["opened"] or "",
        closed=place["closed"] or "",
        services=services,
        partners=tuple(place["partners"]),
        population=tuple(place["population"]),
    )


def _event(event: Mapping[str, Any], known: set[str]) -> Event:
    ids = (str(place).replace("_", "-") for place in event["places"])
    return Event(
        id=str(event["id"]).replace("_", "-"),
        date=event["date"],
        kind=event["type"],
        text=_texts(event),
        places=tuple(place for place in ids if place in known),
        staff=event.get("team_size", 0),
        people=event.get("people", 0),
    )


def _withheld(places: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(place["name"]) for place in places if place.get("public_precision") != "municipality"}


def _texts(row: Mapping[str, Any]) -> Texts:
    return {language: str(row[language]) for language in LANGUAGES}
