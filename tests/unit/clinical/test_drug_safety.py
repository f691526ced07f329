"""Medicines are asked about by pregnancy, breastfeeding, age, weight, illness, pair and dose; each rule names its source."""

from datetime import date, timedelta

import pytest

from posta.catalog.language.answer_context import Age
from posta.clinical.data_files import list_rows
from posta.clinical.findings import Severity
from posta.clinical.medicines.drug_safety import WORDED, list_rules, review_medicines, words_of_rule
from posta.clinical.medicines.treatment import Taken, Treatment, still_taken
from posta.clinical.pregnancy import PregnancyState, PregnancyStatus
from posta.terms.diagnoses import get_diagnoses
from posta.terms.lists import get_list
from posta.terms.medicines import get_medicines

DAY = date(2018, 11, 25)
WOMAN = {"sex": "f"}


def months(value: int) -> Age:
    return Age(value // 12, value, value * 30)


ADULT = Age(30, 360, 10_957)


def pregnant(weeks: int | None = None) -> PregnancyStatus:
    return PregnancyStatus(PregnancyState.YES, due=None if weeks is None else DAY + timedelta(days=280 - 7 * weeks))


def rules(drug: str, *, row: dict | None = None, opd: dict | None = None, **known: object) -> set[str]:
    """Rules that ask about one medicine in a consultation."""
    answers = {"rx": ({"drug": drug, **(row or {})},), **(opd or {})}
    treatment = Treatment(**{"day": DAY, "forms": {"opd": answers}, "age": ADULT, **known})  # type: ignore[arg-type]
    return {str(one.params.get("rule", one.code)) for one in review_medicines(treatment)}


@pytest.mark.parametrize(
    ("drug", "weeks", "rule"),
    [
        ("M01AE01", 12, "nsaid_early"), ("M01AE01", 20, "nsaid_20"), ("M01AE01", 30, "nsaid_28"), ("M01AE01", None, "nsaid_28"),
        ("J01AA02", 8, "tetracycline"), ("C09AA02", 8, "angiotensin"), ("C09CA01", None, "angiotensin"),
        ("N03AG01", 8, "valproate"), ("P01BA03", 30, "primaquine"), ("J02AC01", 8, "fluconazole"),
        ("A02BB01", 8, "misoprostol"), ("G03XB01", 8, "mifepristone"), ("G03AD02", 8, "emergency_contraception"),
        ("C10AA05", 8, "statin"), ("N03AF01", 8, "antiepileptic"), ("N03AA02", 8, "antiepileptic"), ("J01MA02", 8, "quinolone"),
        ("J01EE01", 8, "cotrimoxazole_early"), ("J01EE01", 37, "cotrimoxazole_late"), ("J01XE01", 38, "nitrofurantoin_late"),
        ("P02CA03", 10, "albendazole_early"), ("P02CF01", 10, "ivermectin"), ("C07AB03", 20, "atenolol"),
        ("A10BB01", 20, "glibenclamide"), ("C03AA03", 20, "thiazide"), ("N05BA01", 34, "benzodiazepine_late"),
        ("N02AX02", 34, "opioid_late"), ("N02BB02", 30, "metamizole_28"), ("A11CA01", 10, "vitamin_a"),
    ],
)  # fmt: skip
def test_a_medicine_speaks_against_pregnancy_in_the_weeks_of_its_source(
    drug: str, weeks: int | None, rule: str
) -> None:
    assert rule in rules(drug, pregnancy=pregnant(weeks))


@pytest.mark.parametrize(
    ("drug", "weeks"),
    [
        ("N02BE01", 30), ("J01CA04", 30), ("B01AC06", 30), ("D01AC01", 30), ("B03AD", 12), ("J01EE01", 20), ("J01XE01", 30),
        ("P02CA03", 20), ("N05BA01", 12), ("C02AB01", 20), ("C08CA05", 20), ("C07AG01", 20), ("J05AR27", 8), ("P01BF01", 20),
    ],
)  # fmt: skip
def test_what_may_be_given_in_pregnancy_is_not_asked_about(drug: str, weeks: int) -> None:
    assert not rules(drug, pregnancy=pregnant(weeks))


def test_pressure_in_pregnancy_has_medicines_to_choose() -> None:
    assert {"C02AB01", "C08CA05", "C07AG01"} <= set(get_medicines())


def test_aspirin_is_asked_about_by_its_dose() -> None:
    pain = {"strength": "500 mg", "dose": "1 tableta", "freq": "cada 8 h"}
    low = {"strength": "100 mg", "dose": "1 tableta", "freq": "cada 24 h"}
    assert "aspirin_20" in rules("B01AC06", row=pain, pregnancy=pregnant(30))
    assert "aspirin_20" not in rules("B01AC06", row=low, pregnancy=pregnant(30))


def test_an_incomplete_abortion_is_treated_without_a_question() -> None:
    assert "misoprostol" not in rules("A02BB01", opd={"dx_main": "abortion"})


def test_valproate_is_asked_about_for_every_woman_who_may_become_pregnant() -> None:
    assert rules("N03AG01", person=WOMAN, age=Age(20, 240, 7_300)) == {"valproate_fertile", "pregnancy_unknown"}
    assert not rules("N03AG01", person=WOMAN, age=Age(60, 720, 21_900))
    assert not rules("N03AG01", person={"sex": "m"})
    forms = {"psych": {"rx": ({"drug": "N03AG01"},)}, "fp": {"method": "implant"}}
    not_pregnant = PregnancyStatus(PregnancyState.NO)
    assert not list(review_medicines(Treatment(DAY, forms, person=WOMAN, age=ADULT, pregnancy=not_pregnant)))


def test_of_a_woman_of_whom_nobody_knows_a_medicine_that_always_harms_asks_once() -> None:
    assert rules("C09AA02", person=WOMAN) == {"pregnancy_unknown"}
    assert not rules("C09AA02", person=WOMAN, pregnancy=PregnancyStatus(PregnancyState.NO))
    assert not rules("C09AA02", person={"sex": "m"})
    assert not rules("M01AE01", person=WOMAN)


def test_breastfeeding_is_asked_about() -> None:
    feeding = PregnancyStatus(PregnancyState.NO, breastfeeding=True)
    assert "tramadol_bf" in rules("N02AX02", pregnancy=feeding)
    assert "primaquine_bf" in rules("P01BA03", pregnancy=feeding)
    assert not rules("M01AE01", pregnancy=feeding)


@pytest.mark.parametrize(
    ("drug", "age", "rule"),
    [
        ("N02AX02", months(11 * 12), "tramadol_child"), ("B01AC06", months(15 * 12), "aspirin_child"),
        ("J01AA02", months(7 * 12), "tetracycline_child"), ("J01MA02", months(7 * 12), "quinolone_child"),
        ("A03FA01", months(11), "metoclopramide_infant"), ("A07DA03", months(11 * 12), "loperamide_child"),
        ("J01DD04", Age(0, 0, 20), "ceftriaxone_newborn"), ("M01AE01", months(2), "ibuprofen_infant"),
        ("N02BB02", months(2), "metamizole_infant"), ("P02CA03", months(8), "albendazole_infant"),
    ],
)  # fmt: skip
def test_age_is_asked_about(drug: str, age: Age, rule: str) -> None:
    assert rule in rules(drug, age=age)
    assert rule not in rules(drug)
    assert rule not in rules(drug, age=None)


def test_what_the_illness_asks_for_is_given_without_a_question() -> None:
    child = months(7 * 12)
    assert "quinolone_child" not in rules("J01MA02", age=child, opd={"dx_main": "bloody_d"})
    assert "tetracycline_child" not in rules("J01AA02", age=child, opd={"dx_main": "rickettsia"})


def test_weight_is_asked_about() -> None:
    assert "ivermectin_small" in rules("P02CF01", age=months(48), signs={"weight_kg": 14.0})
    assert "ivermectin_small" not in rules("P02CF01", age=months(60), signs={"weight_kg": 18.0})


def test_a_child_gets_no_medicine_by_weight_that_nobody_took() -> None:
    child = months(30)
    assert rules("J01CA04", age=child) == {"weight_missing"}
    assert not rules("J01CA04", age=child, signs={"weight_kg": 12.0}, weighed=DAY - timedelta(days=20))
    assert rules("J01CA04", age=child, weighed=DAY - timedelta(days=40)) == {"weight_missing"}
    assert not rules("A07CA", age=child)
    assert not rules("J01CA04", age=months(13 * 12))


@pytest.mark.parametrize(
    ("diagnosis", "drug", "rule"),
    [
        ("dengue", "M01AE01", "dengue_nsaid"), ("dengue_sev", "B01AC06", "dengue_nsaid"), ("asthma", "C07AB03", "asthma_beta"),
        ("ckd", "M01AE01", "ckd_nsaid"), ("ckd", "A10BA02", "ckd_metformin"), ("epilepsy", "N02AX02", "epilepsy_tramadol"),
        ("gastritis", "M01AB05", "stomach_nsaid"), ("g6pd", "J01EE01", "g6pd_known"), ("bloody_d", "A07DA03", "bleeding_dx_loperamide"),
    ],
)  # fmt: skip
def test_an_illness_is_asked_about(diagnosis: str, drug: str, rule: str) -> None:
    assert rule in rules(drug, opd={"dx_main": diagnosis})
    assert rule in rules(drug, diagnoses=frozenset({diagnosis}))
    assert rule not in rules(drug)


def test_dengue_takes_no_injection_into_the_muscle() -> None:
    injected = {"form": "inj"}
    assert "dengue_injection" in rules("J01DD04", row=injected, opd={"dx_main": "dengue_sev"})
    assert "dengue_injection" not in rules("J01CA04", opd={"dx_main": "dengue_sev"})


def test_primaquine_always_asks_for_g6pd() -> None:
    assert rules("P01BA03") == {"primaquine_g6pd"}


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("M01AE01", "M01AB05", "two_nsaids"), ("N02AX02", "N06AB06", "serotonin"), ("N05BA01", "N02AA01", "opioid_benzodiazepine"),
        ("C09AA02", "C09CA01", "two_angiotensin"), ("J05AR27", "N03AF01", "dolutegravir_inducer"),
        ("A12CB01", "J05AR27", "dolutegravir_metal"), ("A10BA02", "J05AR27", "dolutegravir_metformin"),
        ("G03AD01", "N03AF01", "inducer_contraceptive"), ("A03FA01", "N05AD01", "dopamine_blockers"),
        ("A10BB01", "J01EE01", "low_sugar"),
    ],
)  # fmt: skip
def test_pairs_are_asked_about_in_one_prescription_and_with_what_is_still_taken(
    one: str, other: str, rule: str
) -> None:
    together = {"opd": {"rx": ({"drug": one}, {"drug": other})}}
    assert rule in {x.params.get("rule") for x in review_medicines(Treatment(DAY, together, age=ADULT))}
    assert rule in rules(one, taken=(Taken(other, DAY + timedelta(days=3)),))
    assert rule in rules(other, taken=(Taken(one, DAY + timedelta(days=3)),))
    assert rule not in rules(one)


def test_the_same_medicine_renewed_is_no_pair() -> None:
    assert not rules("M01AE01", taken=(Taken("M01AE01", DAY + timedelta(days=1)),))


def test_what_is_still_taken_follows_from_the_days_of_the_prescription() -> None:
    rows = [(DAY - timedelta(days=5), {"drug": "A", "days": 7}), (DAY - timedelta(days=9), {"drug": "B", "days": 7})]
    assert still_taken(rows, DAY) == (Taken("A", DAY + timedelta(days=2)),)


def test_eight_tablets_an_hour_are_asked_about() -> None:
    """Paracetamol, "8 tabletas cada hora" for thirty days, was signed for a child of one year."""
    row = {"strength": "500 mg", "dose": "8 tabletas", "freq": "cada hora", "days": 30, "form": "tablet"}
    assert "most_paracetamol" in rules("N02BE01", row=row)
    assert "most_paracetamol" in rules("N02BE01", row=row, age=months(18), signs={"weight_kg": 11.0}, weighed=DAY)
    usual = {"strength": "500 mg", "dose": "2 tabletas", "freq": "cada 6 h", "days": 3, "form": "tablet"}
    assert not rules("N02BE01", row=usual)


def test_a_child_gets_the_most_by_weight() -> None:
    """A typed 70 for 7.0 kg would dose a child tenfold: the same syrup is asked about at the weight it has."""
    row = {"strength": "160 mg/5 mL", "dose": "15 mL", "freq": "cada 6 h", "days": 3, "form": "syrup"}
    child = {"age": months(10), "weighed": DAY}
    assert "most_paracetamol" in rules("N02BE01", row=row, signs={"weight_kg": 7.0}, **child)
    assert "most_paracetamol" not in rules("N02BE01", row=row, signs={"weight_kg": 30.0}, **child)


def test_tablets_beyond_counting_and_days_beyond_the_most() -> None:
    assert "most_pieces" in rules("R06AX13", row={"dose": "8 tabletas", "freq": "cada hora", "form": "tablet"})
    assert "most_ketorolac" in rules("M01AB15", row={"strength": "10 mg", "dose": "1", "freq": "cada 8 h", "days": 10})


def test_an_allergy_is_asked_about_in_every_form_with_medicines() -> None:
    allergic = {"allergies": ({"allergen": "penicillin", "reaction": "anaph"},)}
    for form in ("opd", "ncd", "psych"):
        treatment = Treatment(DAY, {form: {"rx": ({"drug": "J01CA04"},)}}, person=allergic, age=ADULT)
        found = [(one.code, one.severity, one.path) for one in review_medicines(treatment)]
        assert found == [("allergy", Severity.ASK_REASON, f"{form}.rx.0.drug")]


@pytest.mark.parametrize("kind", [*WORDED, "most"])
def test_every_rule_names_a_medicine_and_answers_that_exist(kind: str) -> None:
    diagnoses = set(get_diagnoses()) | set(get_list("ncd_dx").codes)
    names = [row["name"] for row in list_rules(kind)]
    known = {*get_medicines(), *(str(row["atc"]) for row in list_rows("vaccines", "vaccines"))}
    assert len(names) == len(set(names))
    for row in list_rules(kind):
        assert row["asks"] in ("once", "reason"), row["name"]
        assert any(code.startswith(tuple(row["drugs"])) for code in known), row["name"]
        assert {*row.get("diagnoses", ()), *row.get("unless", ())} <= diagnoses, row["name"]
        assert kind == "most" or set(words_of_rule(str(row["name"]))) == {"es", "en", "fr"}
