"""What is asked before a discharge, and what is not."""

import pytest

from posta.catalog.language.answer_context import Age
from posta.clinical.dangers.discharge import DischargeReason, list_reasons, review_discharge, stands
from posta.clinical.encounter import Encounter
from posta.clinical.patient import Patient

from .people import AFTER_BIRTH, BABY, CHILD, DAY, GROWN, PREGNANT, YOUNG, aged, visit


def codes(encounter: Encounter) -> list[str]:
    return [finding.code for finding in review_discharge(encounter)]


@pytest.mark.parametrize(
    ("patient", "forms"),
    [
        (GROWN, {"vitals": {"glucose_mgdl": 600}}), (YOUNG, {"vitals": {"temp_c": 38.0}}),
        (CHILD, {"vitals": {"sbp": 60, "dbp": 40}}), (aged(2), {"vitals": {"muac_mm": 100, "oedema": "3", "z_wflh": -4.2}}),
        (aged(2), {"vitals": {"z_wflh": -4.2}}), (aged(2), {"vitals": {"oedema": "1"}}),
        (GROWN, {"opd": {"dx_main": "meningitis"}}), (GROWN, {"opd": {"dx_main": "awd", "dehydration": "B"}}),
        (GROWN, {"opd": {"dx_main": "awd", "dehydration": "C"}}), (GROWN, {"opd": {"dx_main": "awd", "dx_other": ("heat",)}}),
        (BABY, {"nut": {"class": "SAM"}}), (CHILD, {"vitals": {"danger_u5": ("not_drink",)}}),
        (GROWN, {"triage": {"red_signs": ("stridor",)}}), (GROWN, {"ncd": {"complic": ("ketoac",)}}),
        (AFTER_BIRTH, {"pnc": {"mother_dx": ("bleeding",)}}), (AFTER_BIRTH, {"vitals": {"sbp": 165}}),
        (AFTER_BIRTH, {"pnc": {"newborn": ({"danger": True},)}}), (AFTER_BIRTH, {"pnc": {"newborn": ({"feeding": "poor"},)}}),
        (AFTER_BIRTH, {"pnc": {"delivery_date": DAY, "newborn": ({"temp_c": 34.9, "danger": False},)}}),
        (AFTER_BIRTH, {"pnc": {"delivery_date": DAY, "newborn": ({"temp_c": 39.0, "danger": False},)}}),
        (PREGNANT, {"anc": {"danger": ("fm",)}}), (PREGNANT, {"anc": {"hb": 5.0}}), (PREGNANT, {"anc": {"fhr": 80}}),
        (PREGNANT, {"vitals": {"temp_c": 38.2}}), (GROWN, {"opd": {"dx_main": "rabies_exp"}}),
    ],
)  # fmt: skip
def test_a_discharge_is_asked_about(patient: Patient, forms: dict[str, dict[str, object]]) -> None:
    assert codes(visit(patient, **forms)) == ["discharge"]
    assert codes(visit(patient, "ref_moh", **forms)) == []


@pytest.mark.parametrize(
    ("patient", "forms"),
    [
        (GROWN, {"vitals": {"hr": 58, "temp_c": 38.5, "sbp": 150, "dbp": 95, "glucose_mgdl": 280}}),
        (CHILD, {"vitals": {"rr": 41, "temp_c": 39.0, "danger_u5": ("none",)}}), (GROWN, {"opd": {"dx_main": "ari_upper"}}),
        (GROWN, {"opd": {"dx_main": "awd", "dehydration": "A"}}), (BABY, {"nut": {"class": "MAM"}}),
        (PREGNANT, {"anc": {"danger": ("none",), "hb": 9.0, "fhr": 140}}), (aged(3), {"vitals": {"glucose_mgdl": 75}}),
        (AFTER_BIRTH, {"pnc": {"mother_dx": ("routine",), "newborn": ({"danger": False, "temp_c": 36.8},)}}),
        (GROWN, {"triage": {"red_signs": ("none",)}}), (aged(days=10), {"vitals": {"glucose_mgdl": 55}}),
    ],
)  # fmt: skip
def test_nothing_is_asked_of_a_lighter_illness(patient: Patient, forms: dict[str, dict[str, object]]) -> None:
    assert codes(visit(patient, **forms)) == []


def test_a_red_colour_counts_without_a_reason() -> None:
    red = Encounter(GROWN, {"visit": {"disposition": "home"}}, DAY, colour="red")
    assert list_reasons(red) == (DischargeReason("colour", "triage", "colour", ("red",)),)
    ticked = Encounter(
        GROWN, {"visit": {"disposition": "home"}}, DAY, colour="yellow", criteria=frozenset({"convulsing"})
    )
    assert codes(ticked) == ["discharge"]


def test_a_later_appointment_is_asked_about_only_for_what_cannot_wait() -> None:
    assert codes(visit(GROWN, "fu", opd={"dx_main": "meningitis"})) == ["follow_up_only"]
    assert codes(visit(PREGNANT, "fu", anc={"danger": ("bleed",)})) == ["follow_up_only"]
    assert codes(visit(GROWN, "fu", vitals={"sbp": 190})) == codes(visit(BABY, "fu", nut={"class": "SAM"})) == []


def test_a_departure_asks_by_the_signs_against_travelling() -> None:
    leaving = {"move": {"leave_date": DAY}}
    assert codes(visit(GROWN, "", **leaving, vitals={"rr": 26})) == ["discharge"]
    assert codes(visit(GROWN, "", **leaving, vitals={"rr": 25, "hr": 100, "temp_c": 39.0})) == []
    assert codes(visit(GROWN, "", move={"travel_signs": ("haemoptysis",)})) == ["discharge"]
    assert codes(visit(PREGNANT, "", **leaving)) == ["discharge"]


def test_a_confirmation_does_not_cover_what_comes_later() -> None:
    """Who confirmed a pressure of 190 is asked again when meningitis is added; a pulse that changes asks nothing."""
    first, more, same = (
        next(review_discharge(visit(GROWN, vitals=signs, opd=opd))).name
        for signs, opd in (
            ({"sbp": 190, "hr": 80}, {}), ({"sbp": 190, "hr": 80}, {"dx_main": "meningitis"}), ({"sbp": 190, "hr": 81}, {}),
        )
    )  # fmt: skip
    assert first == same != more


def test_nothing_is_chosen_for_the_clinician_when_anything_stands() -> None:
    assert stands({}, GROWN, "yellow")
    assert stands({"spo2": 88}, GROWN, "")
    assert not stands({"hr": 58}, GROWN, "green")
    assert Age(0, 0, 3) == aged(days=3).age
