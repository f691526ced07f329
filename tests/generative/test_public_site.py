"""Any mission, in any order: the same site or the same problems, and nothing of what is withheld decides a byte of it."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.publicsite.build import build_site
from posta.publicsite.errors import NotPublishable
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.disclosure_gate import is_precise
from posta.publicsite.network.public_mission_file import SAMPLE, read_mission
from tests.unit.publicsite.folder import matter, write_folder

pytestmark = [pytest.mark.unreplayed, pytest.mark.slow]
MISSION = json.loads(SAMPLE.read_text(encoding="utf-8"))
CODES = {name: [row["code"] for row in MISSION["lists"][name]] for name in ("kind", "service", "population")}
PARTNERS = [row["code"] for row in MISSION["partners"]]
SEATS = sorted({(p["cve_ent"], p["cvegeo"], p["municipality"]) for p in MISSION["places"] if p["cvegeo"]})
CANARY = "Xochiquetzalli"
COMMON = ("Casa", "Salud", "Agua", "Día", "Hospital", "The Day", "Clínica", "México", "Map", "Lieu", "a", "p", "2018")
"""Places may be called like words of the page itself, of its markup, or like a year."""
Mission = dict[str, Any]
Answer = Mapping[str, bytes] | list[str]

DATES = st.sampled_from([None, "2016", "2018", "2018-03", "2018-12", "2018-05-04", "2019-02-28"])


@st.composite
def spans(draw: st.DrawFn) -> tuple[str | None, str | None]:
    """A beginning and an end that is not before it; either may be unknown."""
    since, until = draw(DATES), draw(DATES)
    return (since, until) if not (since and until) or until[:4] > since[:4] else (since, None)


@st.composite
def places(draw: st.DrawFn) -> Mission:
    state, code, municipality = draw(st.sampled_from(SEATS))
    opened, closed = draw(spans())
    services = []
    for service in draw(st.lists(st.sampled_from(CODES["service"]), max_size=4, unique=True)):
        since, until = draw(spans())
        services.append({"service": service, "from": since, "to": until})
    place = {
        "name": draw(st.sampled_from(COMMON)),
        "kind": draw(st.sampled_from(CODES["kind"])),
        "public_precision": draw(st.sampled_from([None, "state", "municipality"])),
        "cve_ent": state,
        "cvegeo": code,
        "municipality": municipality,
        "opened": opened,
        "closed": closed,
        "services": services,
        "partners": draw(st.lists(st.sampled_from(PARTNERS), max_size=2, unique=True)),
        "population": draw(st.lists(st.sampled_from(CODES["population"]), max_size=3, unique=True)),
    }
    if draw(st.booleans()):
        place["public_name"] = {"es": "Consultorio", "en": "Surgery", "fr": "Cabinet"}
    return place


@st.composite
def missions(draw: st.DrawFn) -> Mission:
    """A valid mission of a few places and events, with the lists of the sample."""
    ids = [f"place_{number}" for number in range(draw(st.integers(0, 5)))]
    return {
        **deepcopy(MISSION),
        "places": [{"id": one, **draw(places())} for one in ids],
        "events": [
            {
                "id": f"event_{number}",
                "type": draw(st.sampled_from(["opening", "emergency", "reduction"])),
                "date": draw(DATES.filter(bool)),
                **dict.fromkeys(("es", "en", "fr"), f"Event {number}"),
                "places": draw(st.lists(st.sampled_from(ids), max_size=3, unique=True)) if ids else [],
            }
            for number in range(draw(st.integers(0, 3)))
        ],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts that name no place, several in each shelf; no picture, which takes long and knows no mission."""
    changes: dict[str, str | bytes | None] = {"pictures/boots.jpg": None, "pictures/boots.toml": None}
    for language in ("es", "en", "fr"):
        head = 'date = "2018-11-02"\nauthor = "W"\nconsent = "Invented."\n' if language == "es" else ""
        changes[f"places/tenosique-la72.{language}.md"] = None
        changes |= {f"stories/{name}.{language}.md": matter("Feet", head) for name in ("feet", "hands")}
    return write_folder(tmp_path_factory.mktemp("content"), changes)


def answer(mission: Mission, folder: Path) -> Answer:
    """Every file of the site, or every problem."""
    try:
        return build_site(gather_source(read_mission(mission, "mission.json"), folder))
    except NotPublishable as error:
        return sorted(str(problem) for problem in error.problems)


@settings(max_examples=15, deadline=None)
@given(mission=missions(), chance=st.randoms(use_true_random=False))
def test_the_order_of_lists_and_of_files_changes_no_byte(mission: Mission, chance: random.Random, folder: Path) -> None:
    first = answer(mission, folder)
    with shuffled_folders(chance):
        again = answer(shuffled(mission, chance), folder)

    assert names_of(again) == names_of(first)
    assert again == first


@settings(max_examples=15, deadline=None)
@given(mission=missions())
def test_what_is_withheld_decides_no_byte(mission: Mission, folder: Path) -> None:
    """Name, id and municipality of places that are hidden, or shown by their state, are others: the site is the same.

    So none of them stands in it, also of places that are called like a common word.
    """
    first, second = answer(mission, folder), answer(with_other_secrets(mission), folder)
    if isinstance(first, list) or isinstance(second, list):
        return  # a text of the folder holds the name: nothing is written

    assert first == second
    assert [path for path, content in second.items() if CANARY.casefold().encode() in content.lower()] == []


def names_of(site: Answer) -> list[str]:
    return site if isinstance(site, list) else sorted(site)


def with_other_secrets(mission: Mission) -> Mission:
    other = deepcopy(mission)
    for number, place in enumerate(other["places"]):
        if place["public_precision"] and is_precise(place):
            continue
        old, place["id"] = place["id"], f"{CANARY.lower()}_{number}"
        place["name"] = f"{CANARY} {number}"
        place["municipality"] = place["cvegeo"] and f"{CANARY} del Río"
        place["cvegeo"] = place["cvegeo"] and f"{place['cve_ent']}9{number:02}"
        for event in other["events"]:
            event["places"] = [place["id"] if one == old else one for one in event["places"]]
    return other


def shuffled(mission: Mission, chance: random.Random) -> Mission:
    """A mission whose places and events, and the lists in each, stand in another order.

    Its lists of codes keep theirs: that is the order in which the mission wants services, groups and partners shown.
    """

    def shuffle(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shuffle(inner) for name, inner in value.items()}
        return chance.sample([shuffle(inner) for inner in value], len(value)) if isinstance(value, list) else value

    return {**mission, "places": shuffle(mission["places"]), "events": shuffle(mission["events"])}


@contextmanager
def shuffled_folders(chance: random.Random) -> Iterator[None]:
    """A disk that lists the files of a folder in another order."""
    kept: dict[str, Callable[..., Iterator[Path]]] = {
        name: getattr(Path, name) for name in ("iterdir", "glob", "rglob")
    }

    def listing(name: str) -> Callable[..., Iterator[Path]]:
        def list_in_disorder(*given: Any, **more: Any) -> Iterator[Path]:
            found = list(kept[name](*given, **more))
            return iter(chance.sample(found, len(found)))

        return list_in_disorder

    with pytest.MonkeyPatch.context() as patch:
        for name in kept:
            patch.setattr(Path, name, listing(name))
        yield
