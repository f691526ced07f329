"""All that is given is judged in one list; a grave danger cannot be confirmed before its reason is written."""

from datetime import date

from posta.clinical.findings import Severity
from posta.clinical.medicines.treatment import Treatment
from posta.clinical.medicines.treatment_review import review_treatment
from posta.clinical.pregnancy import PregnancyState, PregnancyStatus

DAY = date(2018, 11, 25)
ALLERGIC = {"allergies": ({"allergen": "penicillin", "reaction": ("anaph",)},)}


def asked(forms: dict, **known: object) -> list[tuple[str, Severity]]:
    treatment = Treatment(DAY, forms, **known)  # type: ignore[arg-type]
    return [(one.code, one.severity) for one in review_treatment(treatment)]


def test_a_written_reason_makes_a_grave_danger_confirmable() -> None:
    row = {"drug": "J01CA04"}
    assert asked({"opd": {"rx": (row,)}}, person=ALLERGIC) == [("allergy", Severity.ASK_REASON)]
    reasoned = {"opd": {"rx": (row,), "override_reason": "Desensibilizada en 2016"}}
    assert asked(reasoned, person=ALLERGIC) == [("allergy", Severity.ASK)]
    assert asked({"opd": {"rx": (row,), "override_reason": "  . "}}, person=ALLERGIC) == [
        ("allergy", Severity.ASK_REASON)
    ]


def test_a_reason_in_one_form_says_nothing_of_another() -> None:
    forms = {"opd": {"override_reason": "Ya la tomó"}, "psych": {"rx": ({"drug": "J01CA04"},)}}
    assert asked(forms, person=ALLERGIC) == [("allergy", Severity.ASK_REASON)]


def test_medicines_vaccines_and_methods_are_judged_together() -> None:
    pregnant = PregnancyStatus(PregnancyState.YES)
    forms = {"opd": {"rx": ({"drug": "J01AA02"},)}, "vacc": {"vaccine": "mmr"}, "fp": {"method": "iud_cu"}}
    assert {code for code, _severity in asked(forms, pregnancy=pregnant)} == {"drug_pregnancy", "method_pregnant"}


def test_a_test_of_the_sealed_form_counts_in_that_form_alone() -> None:
    """Doxycycline after an assault is asked about by the form that holds the test; no other form learns of it."""
    row = ({"drug": "J01AA02"},)
    sealed = {"preg_test": "pos", "rx": row}
    treatment = Treatment(DAY, {"sv": sealed, "opd": {"rx": row}})
    assert treatment.seen_by("sv").pregnancy.is_pregnant
    assert not treatment.seen_by("opd").pregnancy.is_pregnant


def test_a_no_of_a_woman_known_to_be_pregnant_asks_how_it_ended() -> None:
    assert asked({"vitals": {"preg_status": "n"}}, was_pregnant=True) == [("pregnancy_conflict", Severity.ASK)]
    assert not asked({"vitals": {"preg_status": "n"}})
    assert not asked({"vitals": {"preg_status": "y"}}, was_pregnant=True)
