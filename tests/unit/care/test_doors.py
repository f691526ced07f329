"""The same penicillin is asked about at every door: each screen that prescribes, and the act called by itself."""

from datetime import date

import pytest

from posta.acts.care.visits.encounter import UnconfirmedWarnings, record_encounter
from posta.clinical.findings import Finding, Severity
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
GRAVE = ({"allergen": "penicillin", "reaction": ("anaph",), "severity": "sev"},)
MILD = ({"allergen": "penicillin", "reaction": ("rash",), "severity": "mild"},)
ROW = {"drug": "J01CA04", "form": "capsule", "dose": "1 cápsula", "freq": "cada 8 h", "days": 7}
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n", "rx": (ROW,)}
POSTED = {"rx.0.row": "1"} | {f"rx.0.{name}": str(value) for name, value in ROW.items()}
SV = {
    "sv_dt_precision": "unknown", "sv_type": ("rape_v",), "injuries": False, "ongoing": "n", "self_harm": "0",
    "hiv_base": "neg", "pep": "late", "sti": "given", "hepb": "already", "tt": "already", "pfa": "given", "cert": "issued",
    "mp_notice": "offered", "safety_plan": True, "follow_next": date(2018, 12, 9), "rx": (ROW,),
}  # fmt: skip
CONSULTATION = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n", "set": ["amox500"]}
FORM = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n", **POSTED}


def asked_by_the_act(post: TestPost, person, forms: dict, trade: str = "doctor", **more: object) -> list[Finding]:
    with pytest.raises(UnconfirmedWarnings) as stopped:
        record_encounter(post.actor(trade), person, forms, **more)  # type: ignore[arg-type]
    return [one for one in stopped.value.warnings if isinstance(one, Finding)]


def asked_on(post: TestPost, person, page: str, posted: dict, trade: str = "doctor") -> list[str]:
    answer = post.client(trade).post(f"/people/{person.id.hex()}/{page}", posted)
    assert answer.status_code == 422, page
    return list(answer.context["frame"].accepted)


def test_screens_and_a_bare_call_ask_the_same_of_the_same_penicillin(post: TestPost) -> None:
    person = post.person(allergies=MILD)
    (finding,) = asked_by_the_act(post, person, {"opd": OPD})
    assert (finding.code, finding.severity, finding.path) == ("allergy", Severity.ASK, "opd.rx.0.drug")
    assert asked_on(post, person, "consultation", CONSULTATION) == [finding.name]
    assert finding.name in asked_on(post, person, "contact/opd", FORM)
    sealed = [one for one in asked_by_the_act(post, person, {"sv": SV}) if one.code == "allergy"]
    assert [(one.path, one.params) for one in sealed] == [("sv.rx.0.drug", finding.params)]


def test_no_door_lets_a_grave_one_pass_without_a_written_reason(post: TestPost) -> None:
    person = post.person(allergies=GRAVE)
    for accepts in (lambda warning: False, lambda warning: True):
        (finding,) = asked_by_the_act(post, person, {"opd": OPD}, accepts=accepts)
        assert finding.severity is Severity.ASK_REASON
    seen = asked_on(post, person, "consultation", CONSULTATION)
    assert asked_on(post, person, "consultation", {**CONSULTATION, "accepted": seen}) == seen
    reasoned = {"opd": {**OPD, "override_reason": "La tomó en 2017 sin reacción"}}
    (finding,) = asked_by_the_act(post, person, reasoned)
    assert finding.severity is Severity.ASK
    assert record_encounter(post.actor(), person, reasoned, accepts=lambda warning: True).entry
    other = post.person(allergies=GRAVE, alias="Dunia")
    given = {**CONSULTATION, "override_reason": "La tomó en 2017 sin reacción"}
    asked = asked_on(post, other, "consultation", given)
    done = post.client().post(f"/people/{other.id.hex()}/consultation", {**given, "accepted": asked})
    assert done.status_code == 303


def test_a_correction_is_a_door_as_well(post: TestPost) -> None:
    person = post.person(allergies=MILD)
    first = record_encounter(post.actor(), person, {"opd": {**OPD, "rx": ()}}).entry
    post.later(hours=1)
    (finding,) = asked_by_the_act(post, person, {"opd": OPD}, corrects=first)
    assert finding.code == "allergy"
