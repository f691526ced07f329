"""A high suicide risk binds the visit; scores that contradict it are asked about."""

import pytest

from posta.clinical.dangers.suicide_risk import review_suicide_risk

from .people import GROWN, visit

PLAN = {"safety_plan": ("warning_signs", "means"), "stays_with": "family"}
MET = {
    "mh_base": {"suic": "4", **PLAN, "follow": "urgent24"},
    "mh_fu": {"suic": "3", **PLAN, "contact24": True},
    "psych": {"suic": "3", **PLAN, "urgent24": True},
    "sv": {"self_harm": "4", "safety_plan": True, "stays_with": "friend", "mh_ref": "sent"},
}


def missing(form: str, answers: dict[str, object]) -> set[str]:
    found = [one for one in review_suicide_risk(visit(GROWN, **{form: answers})) if one.code == "suicide_plan"]
    return {code for one in found for code in one.params["missing"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", MET)
def test_a_plan_is_complete_or_asked_about(form: str) -> None:
    assert missing(form, MET[form]) == set()
    for left in MET[form]:
        if left not in ("suic", "self_harm"):
            assert missing(form, {name: value for name, value in MET[form].items() if name != left}), left


def test_a_recent_attempt_without_follow_up_is_asked_about() -> None:
    assert missing("mh_base", {"suic": "4", "follow": "no", "cgi_s": "1", "phq9": 27}) == {
        "safety_plan", "means", "company", "contact",
    }  # fmt: skip
    assert missing("mh_base", {"suic": "2", "follow": "no"}) == set()
    assert missing("mh_base", {**MET["mh_base"], "safety_plan": ("none",)}) == {"safety_plan", "means"}
    assert missing("mh_base", {**MET["mh_base"], "stays_with": "nobody"}) == {"company"}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"phq9_item9": 1, "suic": "0"}, ["phq_item9"]), ({"phq9_item9": 0, "suic": "0"}, []), ({"phq9_item9": 2, "suic": "1"}, []),
        ({"phq9": 27, "cgi_s": "1", "suic": "0"}, ["scores_disagree"]), ({"phq9": 27, "cgi_s": "5", "suic": "0"}, []),
        ({"phq9": 19, "cgi_s": "1", "suic": "1"}, []),
    ],
)  # fmt: skip
def test_answers_that_disagree(answers: dict[str, object], found: list[str]) -> None:
    assert [one.code for one in review_suicide_risk(visit(GROWN, mh_base=answers))] == found
