"""Judges a mission before the disclosure gate: every code is known, every date is one, every event names existing
places.

    list_problems({"places": [...], ...}, "mission.json", line_of=lambda word: 12)

A mission read from a computer is judged as its file is; then `line_of` knows no line and gives 0.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from posta.publicsite.errors import InputProblem
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.network.disclosure_gate import is_precise, to_page_id
from posta.publicsite.network.public_network import NotPublicData, PublicService, check_date

PRECISIONS: Final = ("state", "municipality")
LISTS: Final = ("kind", "service", "population")
Row = Mapping[str, Any]


def list_problems(mission: Row, file: str, line_of: Callable[[str], int] = lambda word: 0) -> list[InputProblem]:
    """Return every fault of a mission, with the line of its place, event or list.

    Raises TypeError, LookupError, AttributeError or ValueError for something that is not a mission at all.
    """
    faults: list[tuple[str, str, str]] = []
    missing = [name for name in LISTS if not mission["lists"].get(name)]
    faults += [("lists", f"The list `{name}` is missing.", "Add it, with es, en and fr.") for name in missing]
    if not missing:
        for name in LISTS:
            faults += [(str(row["code"]), *fault) for row in mission["lists"][name] for fault in _of_texts(row)]
        known = {name: {row["code"] for row in mission["lists"][name]} for name in LISTS}
        known["partner"] = {row["code"] for row in mission["partners"]}
        for place in mission["places"]:
            faults += [(str(place["id"]), *fault) for fault in _of_place(place, known)]
        faults += [(str(place), *fault) for place, fault in _doubled(mission["places"])]
        places = {place["id"] for place in mission["places"]}
        for event in mission["events"]:
            faults += [(str(event["id"]), *fault) for fault in _of_event(event, places)]
    return [InputProblem(file, line_of(word), f"`{word}`: {what}", todo) for word, what, todo in faults]


def _of_place(place: Row, known: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    precision = place.get("public_precision")
    if not precision:
        return
    if precision not in PRECISIONS:
        yield f"The public precision `{precision}` is unknown.", "Write state or municipality, or leave it out."
        return
    if place["kind"] not in known["kind"]:
        yield f"The kind `{place['kind']}` is unknown.", "Add it to the list `kind`."
    if precision == "municipality" and not (place["cvegeo"] and place["municipality"]):
        yield "It is shown by its municipality and names none.", "Add `cvegeo` and `municipality`, or write state."
    for name in ("services", "partners", "population"):
        codes = [row["service"] for row in place[name]] if name == "services" else place[name]
        kind = {"services": "service", "partners": "partner", "population": "population"}[name]
        for code in codes:
            if code not in known[kind]:
                yield f"The {kind} `{code}` is unknown.", "Add it to the mission's list, or correct the code."
    if place.get("public_name"):
        yield from _of_texts(place["public_name"])
    yield from _of_dates(place)


def _of_dates(place: Row) -> Iterator[tuple[str, str]]:
    try:
        check_date(place["opened"] or "")
        check_date(place["closed"] or "")
        for row in place["services"]:
            PublicService(code=row["service"], since=row["from"] or "", until=row["to"] or "")
    except NotPublicData as reason:
        yield str(reason), "Correct the date."


def _doubled(places: list[Row]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the ids that would be one address: `la_72` and `la-72` are the same page."""
    addresses = [place["id"].replace("_", "-") for place in places]
    for identifier in sorted({place["id"] for place in places if addresses.count(place["id"].replace("_", "-")) > 1}):
        yield identifier, ("Two places have this id.", "Give one of them another id; `_` and `-` are the same.")
    public = [place for place in places if place.get("public_precision") in PRECISIONS]
    of_states = {to_page_id(place) for place in public if not is_precise(place)}
    for place in public:
        if is_precise(place) and to_page_id(place) in of_states:
            yield place["id"], ("The places of a state are shown under this id.", "Give this place another id.")


def _of_event(event: Row, places: set[str]) -> Iterator[tuple[str, str]]:
    for place in event["places"]:
        if place not in places:
            yield f"The place `{place}` is unknown.", "Correct the id of the place."
    yield from _of_texts(event)
    try:
        check_date(event["date"] or "")
    except NotPublicData as reason:
        yield str(reason), "Correct the date."


def _of_texts(row: Row) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        if not (row.get(language) or row.get("name")):
            yield f"The text in `{language}` is missing.", f"Add `{language}`."
