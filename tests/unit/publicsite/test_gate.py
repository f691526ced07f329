"""What of a mission may be public: the gate lets nothing finer through than the mission and the rules allow."""

import copy
import json
from typing import Any

import pytest

from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.network.disclosure_gate import SURVIVORS_SERVICES, disclose
from posta.publicsite.network.public_mission_file import SAMPLE, read_mission_file
from posta.publicsite.network.public_network import PublicService

CANARY = "Refugio Xochiquetzalli"


@pytest.fixture
def mission() -> dict[str, Any]:
    """The sample mission, to be changed."""
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def _of(mission: dict[str, Any], identifier: str) -> dict[str, Any]:
    return next(place for place in mission["places"] if place["id"] == identifier)


def test_a_place_that_is_not_marked_public_is_nowhere(mission: dict[str, Any]) -> None:
    """A safe house was entered with the rest: neither its name nor its id nor its municipality may leave."""
    house = {**copy.deepcopy(_of(mission, "tenosique_la72")), "id": "safe_house", "name": CANARY, "cvegeo": "99999"}
    house["public_precision"] = None
    mission["places"].append(house)
    mission["events"][0]["places"].append("safe_house")

    network = disclose(mission)

    shown = repr((network.places, network.events, network.partners, network.labels, network.state_services))
    assert [word for word in (CANARY, "safe", "99999") if word in shown] == []
    assert CANARY in network.withheld


def test_a_place_shown_by_its_state_gives_away_no_more(mission: dict[str, Any]) -> None:
    """Twenty-six villages between armed groups are one row: what they are, Guerrero, how many."""
    network = disclose(mission)

    (villages,) = (place for place in network.places if place.count > 1)
    assert (villages.id, villages.state, villages.count) == ("community-12", "12", 26)
    assert (villages.municipality, villages.municipality_name) == ("", "")
    shown = repr((network.places, network.events))
    assert [p["name"] for p in mission["places"] if p["invented"] and p["name"] in shown] == []
    assert [word for word in ("gro-tc", "gro_tc", "tierra") if word in shown] == []


@pytest.mark.parametrize("identifier", ["acapulco_hospital", "cdmx_centro_terapeutico"])
def test_a_place_for_survivors_is_lowered_to_its_state(mission: dict[str, Any], identifier: str) -> None:
    """The file allowed the municipality of a survivors' service: whoever hunts them would read it."""
    place = _of(mission, identifier)
    place.update(public_precision="municipality", cvegeo="12001", municipality="Acapulco de Juárez")

    shown = [p for p in disclose(mission).places if p.kind == place["kind"]]

    assert [(p.precision, p.municipality, p.municipality_name) for p in shown] == [("state", "", "")]
    assert all(place["name"] not in p.name.values() for p in shown)


def test_a_survivors_service_is_named_by_its_state_only(mission: dict[str, Any]) -> None:
    network = disclose(mission)

    fine = [place for place in network.places if place.precision == "municipality"]
    assert [p.id for p in fine if {s.code for s in p.services} & SURVIVORS_SERVICES] == []
    assert [p.id for p in fine if [code for code in p.population if code.startswith("survivors")]] == []
    given = PublicService(code="sexual_violence")
    assert network.state_services == (("12", given), ("28", given), ("30", given))


def test_a_survivors_service_lasts_in_a_state_as_long_as_a_place_gives_it(mission: dict[str, Any]) -> None:
    """The page for who needs care sent survivors to a state in which the last place had closed."""
    clinic, shelter = _of(mission, "reynosa_clinica"), _of(mission, "coatzacoalcos_casa")
    clinic["closed"] = "2018-12-03"
    for row in shelter["services"]:
        row.update({"from": "2018-11-20", "to": "2018-12-10"} if row["service"] == "sexual_violence" else {})

    found = {state: (one.since, one.until) for state, one in disclose(mission).state_services}
    assert found == {"12": ("", ""), "28": ("", "2018-12-03"), "30": ("2018-11-20", "2018-12-10")}


def test_the_former_name_of_a_hidden_place_is_withheld_too(mission: dict[str, Any]) -> None:
    villages = [place for place in mission["places"] if place["invented"]]
    villages[0]["former_names"] = [CANARY]
    _of(mission, "tenosique_la72")["former_names"] = ["Casa Setenta y Dos"]

    withheld = disclose(mission).withheld
    assert CANARY in withheld
    assert "Casa Setenta y Dos" not in withheld, "a place that is shown by name may say what it was called"


def test_a_public_name_stands_in_each_language(mission: dict[str, Any]) -> None:
    clinic = next(p for p in disclose(mission).places if p.id == "reynosa-clinica")

    assert [clinic.name[language] for language in LANGUAGES] == [
        "Clínica fija de Reynosa",
        "Fixed clinic in Reynosa",
        "Clinique fixe de Reynosa",
    ]


def test_a_name_that_a_public_place_has_is_not_withheld(mission: dict[str, Any]) -> None:
    """A hidden post was called after the town where another one is public: the town may still be named."""
    hidden = {
        **copy.deepcopy(_of(mission, "tenosique_la72")),
        "id": "other",
        "name": "Tenosique",
        "public_precision": "",
    }
    mission["places"].append(hidden)

    assert "Tenosique" not in disclose(mission).withheld


def test_a_name_that_says_no_more_than_what_is_shown_is_not_withheld(mission: dict[str, Any]) -> None:
    """`Centro terapéutico, Ciudad de México` is what the page itself says of that place: kind and state."""
    network = disclose(mission)

    assert "Centro terapéutico, Ciudad de México" not in network.withheld
    assert "Hospital de Renacimiento" in network.withheld


def test_such_a_name_of_a_place_that_is_nowhere_is_withheld(mission: dict[str, Any]) -> None:
    _of(mission, "cdmx_centro_terapeutico")["public_precision"] = None

    assert "Centro terapéutico, Ciudad de México" in disclose(mission).withheld


def test_a_name_with_its_town_is_withheld_where_only_the_state_is_shown(mission: dict[str, Any]) -> None:
    _of(mission, "acapulco_hospital")["name"] = "Hospital de Acapulco"

    assert "Hospital de Acapulco" in disclose(mission).withheld


def test_no_event_tells_in_which_town_survivors_are_cared_for() -> None:
    """The neighbourhoods' pages said that care goes on after sexual violence "at the hospital" of Acapulco."""
    network = read_mission_file()

    assert "acapulco-2018" not in {event.id for event in network.events}
    assert "acapulco-2016" in {event.id for event in network.events}


def test_places_of_one_row_that_have_names_of_their_own_are_named_by_their_kind(mission: dict[str, Any]) -> None:
    """Two mobile clinics, one with a public name: "2 places" stood under the name of whichever the file named first."""
    clinics = [copy.deepcopy(_of(mission, "tenosique_la72")) for _ in range(2)]
    for number, clinic in enumerate(clinics):
        clinic.update(id=f"clinic_{number}", public_precision="state")
    clinics[1]["public_name"] = dict.fromkeys(LANGUAGES, "A name")
    mission["places"] += clinics

    (row,) = (place for place in disclose(mission).places if place.kind == "shelter_clinic" and place.count == 2)

    assert row.name["en"] == "Clinic in a shelter"
