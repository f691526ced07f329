"""Contraceptive methods are judged by WHO's eligibility criteria, with what the record itself knows."""

from datetime import date, timedelta

import pytest

from posta.clinical.data_files import list_rows
from posta.clinical.findings import Severity
from posta.clinical.medicines.contraception import atc_of, category_of, conditions_of, review_contraception
from posta.clinical.medicines.treatment import Taken, Treatment
from posta.clinical.pregnancy import PregnancyState, PregnancyStatus
from posta.terms.lists import get_list

DAY = date(2018, 11, 25)


def asked(method: str, *flags: str, fp: dict | None = None, **known: object) -> list[tuple[str, Severity, object]]:
    answers = {"fp_type": "new", "preg_excl": True, "mec_flags": flags or ("none",), "method": method, **(fp or {})}
    treatment = Treatment(DAY, {"fp": answers}, **known)  # type: ignore[arg-type]
    return [(one.code, one.severity, one.params.get("flag")) for one in review_contraception(treatment)]


@pytest.mark.parametrize("flag", ["bp160", "vte", "migraine_aura", "breast_ca", "liver", "smoke35_15", "heart_stroke"])
def test_the_combined_pill_with_a_condition_of_category_four_asks_for_a_reason(flag: str) -> None:
    """The pill for a woman with a thrombosis was signed without a word."""
    assert asked("coc", flag) == [("mec", Severity.ASK_REASON, flag)]


def test_category_three_asks_and_two_says_nothing() -> None:
    assert asked("coc", "bp140") == [("mec", Severity.ASK, "bp140")]
    assert asked("inj3", "bp160") == [("mec", Severity.ASK, "bp160")]
    assert not asked("pop", "vte")
    assert not asked("iud_cu", "vte", "breast_ca", "migraine_aura")
    assert not asked("condom_m", "vte")
    assert not asked("coc")


def test_a_device_with_unexplained_bleeding_is_not_begun_but_may_stay() -> None:
    assert asked("iud_cu", "vag_bleed") == [("mec", Severity.ASK_REASON, "vag_bleed")]
    assert not asked("iud_cu", "vag_bleed", fp={"fp_type": "cont"})
    assert not asked("iud_cu", "vag_bleed", fp={"fp_type": "stop"})


def test_the_injection_under_the_skin_counts_as_the_other() -> None:
    assert category_of("bf6w", "sayana") == category_of("bf6w", "inj3") == 3


def test_a_measured_pressure_counts_though_nobody_ticked_it() -> None:
    signs = {"sbp": 164, "dbp": 96}
    assert asked("coc", signs=signs, measured=DAY) == [("mec", Severity.ASK_REASON, "bp160")]
    assert asked("coc", signs={"sbp": 142, "dbp": 80}, measured=DAY) == [("mec", Severity.ASK, "bp140")]
    assert not asked("coc", signs=signs, measured=DAY - timedelta(days=91))
    assert not asked("coc", signs={"sbp": 118, "dbp": 76}, measured=DAY)


def test_a_birth_a_medicine_and_an_allergy_count_by_themselves() -> None:
    birth = PregnancyStatus(PregnancyState.NO, ended=DAY - timedelta(days=20), is_birth=True, breastfeeding=True)
    assert ("mec", Severity.ASK_REASON, "bf6w") in asked("coc", pregnancy=birth)
    assert asked("iud_cu", pregnancy=birth) == [("mec", Severity.ASK, "pp4w")]
    taken = (Taken("N03AF01", DAY + timedelta(days=30)),)
    assert ("mec", Severity.ASK, "anticonv") in asked("coc", taken=taken)
    assert "drug_pair" in {code for code, _severity, _flag in asked("implant", taken=taken)}
    assert asked("condom_m", person={"allergies": ({"allergen": "latex"},)}) == [("mec", Severity.ASK, "latex")]


def test_a_pregnancy_that_is_known_or_not_excluded_is_asked_about() -> None:
    pregnant = PregnancyStatus(PregnancyState.YES)
    assert asked("iud_cu", pregnancy=pregnant) == [("method_pregnant", Severity.ASK_REASON, None)]
    assert asked("coc", pregnancy=pregnant) == [("method_pregnant", Severity.ASK, None)]
    assert asked("coc", fp={"preg_excl": False}) == [("method_not_excluded", Severity.ASK, None)]
    assert not asked("condom_m", fp={"preg_excl": False})


def test_the_milder_pressure_does_not_stand_beside_the_higher() -> None:
    treatment = Treatment(DAY, {"fp": {"method": "coc"}}, signs={"sbp": 170}, measured=DAY)
    assert conditions_of(treatment) == {"bp160"}


def test_every_condition_and_method_exists_and_has_a_category() -> None:
    flags = set(get_list("mec_flag").codes)
    methods = set(get_list("fp_method").codes)
    for row in list_rows("contraception", "conditions"):
        assert row["flag"] in flags, row["flag"]
        for method, value in row["categories"].items():
            assert method in methods
            assert all(1 <= one <= 4 for one in (value if isinstance(value, list) else [value]))
    assert flags - {"none"} == {row["flag"] for row in list_rows("contraception", "conditions")}
    assert atc_of("coc").startswith("G03AA")
    assert not atc_of("condom_m")
