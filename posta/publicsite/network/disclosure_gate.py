"""The disclosure gate decides what of a mission becomes public, at the precision that the mission allows. All public
data pass it.

Rules, each with a test of its own (`tests/unit/publicsite/test_gate.py`):

1. A place without `public_precision` is not public: it is nowhere, and its name may stand in no text.
2. At precision `state` a place shows what it is and its state, never its name, municipality or id; equal ones are one
row with a count.
3. A service for survivors is never shown finer than the state, whatever the file allows. A place that is there for
survivors is lowered to its state; any other place is shown without that service, which stands in `state_services`.
4. An event at a place that was lowered so is left out: its words name the town.

Whatever the order in a mission's file, places are sorted by id, events by date, and the services, groups and partners
of a place in the order of the mission's lists, which the mission chooses: the same mission gives the same pages.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from posta.publicsite.language.name_tokens import split_name
from posta.publicsite.language.site_languages import LANGUAGES, Texts
from posta.publicsite.network.public_network import Partner, PublicEvent, PublicNetwork, PublicPlace, PublicService
from posta.publicsite.network.route_order import name_of_state

SURVIVORS_SERVICES: Final = frozenset({"sexual_violence"})
SURVIVORS_KINDS: Final = frozenset({"therapeutic_centre"})
SURVIVORS: Final = frozenset({"survivors_sv", "survivors_torture"})
NOT_CARE: Final = frozenset({"surveillance"})
"""Services that nobody comes for: a place with none but these and survivors' services is there for survivors."""

Row = Mapping[str, Any]
Ranks = Mapping[str, Mapping[str, int]]
"""The place of each code in its list, by list: `ranks["service"]["primary_care"]`."""


def disclose(mission: Row) -> PublicNetwork:
    """Return the public part of a mission in which `validate.list_problems` found no fault."""
    labels = {name: {row["code"]: _texts(row) for row in rows} for name, rows in mission["lists"].items()}
    ranks = {name: {code: rank for rank, code in enumerate(rows)} for name, rows in labels.items()}
    ranks["partner"] = {row["code"]: rank for rank, row in enumerate(mission["partners"])}
    public = [_in_order(place, ranks) for place in mission["places"] if place.get("public_precision")]
    shown = {place["id"]: _present(place, labels) for place in public}
    events = sorted(mission["events"], key=lambda row: (row["date"], row["id"]))
    return PublicNetwork(
        name=_same(mission.get("name", "México")),
        as_of=mission["date"],
        changed_on=mission.get("changed_on") or "",
        places=_counted(shown.values(), labels, ranks),
        partners=tuple(Partner(code=row["code"], name=_texts(row)) for row in mission["partners"]),
        events=tuple(_event(event, shown) for event in events if not _tells_where(event, public)),
        labels=labels,
        state_services=_state_services(public),
        withheld=_withheld(mission["places"], labels),
    )


def _in_order(place: Row, ranks: Ranks) -> Row:
    """Return a place with its services, groups and partners in the order of the mission's lists."""

    def ordered(codes: Iterable[str], name: str) -> list[str]:
        return sorted(codes, key=lambda code: ranks[name][code])

    services = sorted(
        place["services"], key=lambda row: (ranks["service"][row["service"]], str(row["from"]), str(row["to"]))
    )
    groups, partners = ordered(place["population"], "population"), ordered(place["partners"], "partner")
    return {**place, "services": services, "population": groups, "partners": partners}


def is_precise(place: Row) -> bool:
    """Return whether a place may be named with its municipality: the mission allows it, and it is not for survivors."""
    if place["kind"] in SURVIVORS_KINDS or place["public_precision"] != "municipality":
        return False
    codes = {row["service"] for row in place["services"]}
    only_survivors_come = bool(place["population"]) and set(place["population"]) <= SURVIVORS
    return not only_survivors_come and not (codes & SURVIVORS_SERVICES and codes <= SURVIVORS_SERVICES | NOT_CARE)


def _present(place: Row, labels: Mapping[str, Mapping[str, Texts]]) -> PublicPlace:
    precise = is_precise(place)
    hidden_services = SURVIVORS_SERVICES if precise else frozenset()
    usual = _same(place["name"]) if precise else labels["kind"][place["kind"]]
    return PublicPlace(
        id=to_page_id(place),
        name=place.get("public_name") or usual,
        kind=place["kind"],
        precision="municipality" if precise else "state",
        state=place["cve_ent"],
        municipality=(place["cvegeo"] or "") if precise else "",
        municipality_name=(place["municipality"] or "") if precise else "",
        opened=place["opened"] or "",
        closed=place["closed"] or "",
        services=tuple(
            PublicService(code=row["service"], since=row["from"] or "", until=_end_of(row, place))
            for row in place["services"]
            if row["service"] not in hidden_services
        ),
        partners=tuple(place["partners"]),
        population=tuple(code for code in place["population"] if not (precise and code in SURVIVORS)),
    )


def _counted(
    places: Iterable[PublicPlace], labels: Mapping[str, Mapping[str, Texts]], ranks: Ranks
) -> tuple[PublicPlace, ...]:
    """Return the places by id; those with one id (equal kind and state) become one with their count."""
    groups: dict[str, list[PublicPlace]] = {}
    for place in places:
        groups.setdefault(place.id, []).append(place)
    return tuple(_joined(groups[one], labels["kind"], ranks) for one in sorted(groups))


def _joined(group: list[PublicPlace], kinds: Mapping[str, Texts], ranks: Ranks) -> PublicPlace:
    first = group[0]
    if len(group) == 1:
        return first
    is_one_name = all(place.name == first.name for place in group)
    return PublicPlace(
        id=first.id,
        name=first.name if is_one_name else kinds[first.kind],
        kind=first.kind,
        precision="state",
        state=first.state,
        opened=min(place.opened for place in group),
        closed=max(place.closed for place in group) if all(place.closed for place in group) else "",
        services=_joined_services([service for place in group for service in place.services], ranks["service"]),
        partners=_joined_codes([code for place in group for code in place.partners], ranks["partner"]),
        population=_joined_codes([code for place in group for code in place.population], ranks["population"]),
        count=len(group),
    )


def _joined_codes(codes: list[str], rank: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(set(codes), key=lambda code: rank[code]))


def _joined_services(services: list[PublicService], rank: Mapping[str, int]) -> tuple[PublicService, ...]:
    """Return each service once, from its first beginning to its last end, if it has ended everywhere."""
    joined = []
    for code in _joined_codes([service.code for service in services], rank):
        rows = [service for service in services if service.code == code]
        ended = all(row.until for row in rows)
        since = min(row.since for row in rows)
        joined.append(PublicService(code=code, since=since, until=max(row.until for row in rows) if ended else ""))
    return tuple(joined)


def _event(event: Row, shown: Mapping[str, PublicPlace]) -> PublicEvent:
    return PublicEvent(
        id=_slug(event["id"]),
        date=event["date"],
        kind=event["type"],
        text=_texts(event),
        places=tuple(sorted({shown[place].id for place in event["places"] if place in shown})),
        staff=event.get("team_size") or 0,
        people=event.get("people") or 0,
    )


def _tells_where(event: Row, public: list[Row]) -> bool:
    """Return whether the words of an event may reveal the town of a place for survivors."""
    lowered = {place["id"] for place in public if place["public_precision"] == "municipality" and not is_precise(place)}
    return bool(lowered & set(event["places"]))


def _state_services(public: Iterable[Row]) -> tuple[tuple[str, PublicService], ...]:
    """Return the services for survivors by state, from when and until when each is given somewhere in it.

    A service is given no longer than its place is open.
    """
    found = {
        (place["cve_ent"], row["service"], row["from"] or "", _end_of(row, place))
        for place in public
        for row in place["services"]
        if row["service"] in SURVIVORS_SERVICES
    }
    return tuple(
        (state, PublicService(code=code, since=since, until=until)) for state, code, since, until in sorted(found)
    )


def _end_of(row: Row, place: Row) -> str:
    """Return when a service of a place ended: by itself, or with the place if it had begun."""
    closed = place["closed"] or ""
    had_begun = (row["from"] or "")[: len(closed)] <= closed
    return min((one for one in (row["to"], closed if had_begun else "") if one), default="")


def _withheld(places: Iterable[Row], labels: Mapping[str, Mapping[str, Texts]]) -> tuple[str, ...]:
    """Return the names that may appear in no text: those of places not shown by name.

    A name that the site shows anyway is not withheld.
    """
    rows = list(places)
    open_names: set[str] = set()
    for place in rows:
        if place.get("public_precision") and is_precise(place):
            open_names |= {place["name"], place["municipality"] or ""}
    hidden = {name for place in rows if not _is_open(place, labels) for name in _names_of(place)}
    return tuple(sorted(hidden - open_names))


def _names_of(place: Row) -> tuple[str, ...]:
    """Return the name of a place, and those that it had before."""
    return (place["name"], *place.get("former_names", ()))


def _is_open(place: Row, labels: Mapping[str, Mapping[str, Texts]]) -> bool:
    """Return whether the name of a place may be shown.

    It is shown as such, or it says only the kind and state of the place, which are shown.
    """
    if not place.get("public_precision"):
        return False
    shown = [*labels["kind"][place["kind"]].values(), name_of_state(place["cve_ent"])]
    return is_precise(place) or set(split_name(place["name"])) <= {word for text in shown for word in split_name(text)}


def to_page_id(place: Row) -> str:
    """Return the name of a public place's page: its id or, if shown by state, its kind and state."""
    return _slug(place["id"]) if is_precise(place) else _slug(f"{place['kind']}-{place['cve_ent']}")


def _slug(identifier: str) -> str:
    return identifier.replace("_", "-")


def _same(name: str) -> Texts:
    """Return a proper name in every language, without translation."""
    return {language: name for language in LANGUAGES}  # noqa: C420 - a mapping of text, which `fromkeys` is not typed as


def _texts(row: Row) -> Texts:
    return {language: str(row.get(language) or row["name"]) for language in LANGUAGES}
