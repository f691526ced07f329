"""Coded lists: found by name, shown in three languages, unknown codes shown raw."""

import pytest

from posta.terms.diagnoses import diagnosis_label, get_diagnoses, get_diagnosis
from posta.terms.errors import InvalidTerms, UnknownList
from posta.terms.lists import CodedList, Option, get_list, list_names
from posta.terms.medicines import get_medicines, medicine_label
from posta.terms.schedules import get_age_sets, get_programmes, list_schedules, list_unlinked_fact_rows
from posta.terms.spoken_languages import language_label

MISSION_LISTS = ("role", "post_kind")  # words of running the mission, beside those of the care catalogue


def test_all_lists_are_there() -> None:
    clinical = [name for name in list_names() if name not in MISSION_LISTS]
    assert len(clinical) >= 155
    assert sum(len(get_list(name).options) for name in clinical) >= 1357
    assert len(clinical) + len(MISSION_LISTS) == len(list_names())


def test_labels_in_three_languages() -> None:
    sex = get_list("sex")
    assert [sex.label("f", language) for language in ("es", "en", "fr")] == ["Mujer", "Female", "Femme"]
    assert sex.label("f", "ht") == "Mujer"
    assert "f" in sex
    assert sex.codes[0] == "f"
    assert sex.ranks["m"] == 1


def test_an_unknown_code_is_shown_raw() -> None:
    assert get_list("sex").label("z9", "es") == "otro (z9)"
    assert diagnosis_label("of_2030", "en") == "other (of_2030)"
    assert medicine_label("Z99", "fr") == "autre (Z99)"
    assert language_label("qqq", "es") == "otro (qqq)"


def test_an_unknown_list_is_refused() -> None:
    with pytest.raises(UnknownList):
        get_list("nothing")


def test_a_code_declared_twice_is_refused() -> None:
    with pytest.raises(InvalidTerms):
        CodedList("kit", (Option("a", {}), Option("a", {})))


@pytest.mark.parametrize("name", ["suic", "since_event", "delivery_mode"])
def test_nobody_has_to_invent_what_is_not_known(name: str) -> None:
    assert get_list(name).codes[-1] == "unk"


def test_sealed_options_say_where_they_move() -> None:
    assert get_list("programme").by_code["SV"].compartment == "sexual_violence"
    assert get_list("iitt_red").by_code["inf_8d"].when == {"field": "@age_days", "op": "lt", "value": 8}


def test_diagnoses() -> None:
    assert len(get_diagnoses()) >= 193
    assert get_diagnosis("ari_upper").group == "respiratory"
    with pytest.raises(InvalidTerms):
        get_diagnosis("nothing")


def test_medicines() -> None:
    assert len(get_medicines()) == 107
    assert medicine_label("A02BC01", "es") == "omeprazol"
    assert all(set(medicine.labels) == {"es", "en", "fr"} for medicine in get_medicines().values())


def test_schedules_programmes_and_age_sets() -> None:
    schedules = {one.code: one for one in list_schedules()}
    assert schedules.keys() >= {
        "anc",
        "pnc",
        "fp",
        "wound",
        "suicide",
        "ncd_start",
        "rabies_pe",
        "edd_news",
        "bp_recheck",
    }
    pep = schedules["sv_pep"]
    assert (pep.code, pep.after, pep.days, pep.mission_sets) == (
        "sv_pep",
        "visit.visit_dt",
        (7, 14, 28, 42, 90, 180),
        True,
    )
    assert len(get_programmes()) == 20
    assert set(get_age_sets()) == {"age5", "age12", "age18", "age20", "msf", "suive"}
    assert [row.name for row in list_unlinked_fact_rows()] == [
        "mh_session", "mh_category", "violence_asked", "violence_link", "sw_need",
        "violence_place", "kidnapping",
    ]  # fmt: skip
