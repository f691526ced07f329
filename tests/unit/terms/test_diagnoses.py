"""Diagnoses: which ICD-10 code a written one stands for, what makes it exact, and what a general doctor may write."""

import pytest

from posta.catalog.language.codes import is_selectable
from posta.catalog.language.form import get_form
from posta.terms.diagnoses import get_diagnoses, get_diagnosis, icd10_of, kinds_of
from posta.terms.lists import get_list

FIRST = {
    "jaundice": "R17.0",  # R17.9 is hyperbilirubinaemia without jaundice
    "bloody_d": "A09.0",  # a shigellosis only where a laboratory says so
    "tb_susp": "A16.2",  # the weekly report counts A15-A16, and no Z code
    "afp": "A80.9",  # a suspected poliomyelitis until shown otherwise
    "sti_ulcer": "A64",  # not every ulcer is a syphilis
    "cvd": "I51.9",
    "eye": "H57.9",
    "heat": "T67.9",
    "selfharm": "T14.9",  # an injury, with its external cause X84 beside it
}


@pytest.mark.parametrize(("code", "icd10"), FIRST.items())
def test_a_diagnosis_without_a_kind_claims_no_more_than_was_written(code: str, icd10: str) -> None:
    assert icd10_of(code) == icd10


def test_a_kind_beside_it_gives_its_own_code() -> None:
    assert icd10_of("preg_compl", ["preeclampsia"]) == "O14.9"
    assert icd10_of("cvd", ["cvd_stroke", "otitis_ext"]) == "I64"
    assert icd10_of("otitis", ["cvd_stroke", "from_2030"]) == "H66.9"


def test_every_kind_belongs_to_a_line_that_asks_which() -> None:
    for kind in get_list("dx_kind").options:
        assert "D" in get_diagnosis(kind.of).flags
        assert kind.code in kinds_of([kind.of])
        assert icd10_of(kind.of, [kind.code]) == kind.icd10


def test_lines_of_one_code_ask_nothing_more() -> None:
    assert "D" not in get_diagnosis("htn").flags
    assert kinds_of(["htn", "awd"]) == frozenset()


@pytest.mark.parametrize("code", [
    "headache", "migraine", "dizzy", "faint", "chest_pain", "vaginitis", "pyelo", "sickle", "obesity", "zoster", "hernia",
    "ingrown_nail", "callus", "dm_foot", "tb_conf", "tb_contact", "wound_care", "drug_effect", "human_bite",
    "anxiety_gp", "sadness_gp", "insomnia_gp", "alcohol_gp", "withdrawal_gp", "agitation_gp", "confusion", "epilepsy",
])  # fmt: skip
def test_a_doctor_finds_what_was_missing(code: str) -> None:
    """Headache shared a line with fatigue; panic, insomnia and alcohol had to be written as "other"."""
    assert is_selectable(get_form("opd").field("dx_main"), code)
    assert get_diagnosis(code).compartment == "facts"


def test_the_diagnoses_of_mental_health_care_stay_in_their_compartment() -> None:
    sealed = {code for code, line in get_diagnoses().items() if line.compartment == "mental_health"}
    assert {"depression", "anxiety", "ptsd", "selfharm"} <= sealed
    assert not [code for code in sealed if is_selectable(get_form("opd").field("dx_main"), code)]
