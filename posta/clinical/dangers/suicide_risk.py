"""A high suicide risk binds the visit: a safety plan, the means removed, company, contact within 24 hours.

The table is `suicide_risk.toml` (WHO, mhGAP). Answers that disagree about the risk are asked about.

Sources: WHO, mhGAP Intervention Guide 2.0 (2016); PHQ-9, item 9 (Kroenke, Spitzer, Williams 2001); Clinical Global
Impression (Guy 1976).

>>> from datetime import date
>>> from posta.clinical.patient import Patient
>>> visit = {"mh_base": {"suic": "4", "follow": "no"}}
>>> [finding.params["missing"] for finding in review_suicide_risk(Encounter(Patient(), visit, date(2018, 11, 25)))]
[('safety_plan', 'means', 'company', 'contact')]
"""

from collections.abc import Iterator, Mapping
from typing import Any

from posta.clinical.data_files import read_table
from posta.clinical.encounter import Answers, Encounter, codes_in, number_in
from posta.clinical.findings import Finding, Severity


def review_suicide_risk(encounter: Encounter) -> Iterator[Finding]:
    """Ask for what a high risk needs and the visit lacks, and about scores that contradict the risk."""
    for row in _table("forms"):
        answers = encounter.answers(row["form"])
        if is_high_risk(answers.get(row["risk"])):
            missing = tuple(need["code"] for need in row["needs"] if not _is_met(need, answers))
            if missing:
                yield Finding("suicide_plan", Severity.ASK, f"{row['form']}.{row['risk']}", {"missing": missing})
    for form in ("mh_base", "mh_fu"):
        yield from _scores(form, encounter.answers(form))


def is_high_risk(code: object) -> bool:
    """Return whether a code of list suic is a plan, an intent or a recent attempt."""
    return code in _table("risk")["high"]


def _is_met(need: Mapping[str, Any], answers: Answers) -> bool:
    codes = set(codes_in(answers.get(need["field"])))
    if "codes" in need:
        return not codes.isdisjoint(need["codes"])
    return bool(codes - set(need["none"]))


def _scores(form: str, answers: Answers) -> Iterator[Finding]:
    rule, risk = _table("scores"), answers.get("suic")
    item, total = number_in(answers.get("phq9_item9")), number_in(answers.get("phq9"))
    if item is not None and item >= 1 and risk == rule["none"]:
        yield Finding("phq_item9", Severity.ASK, f"{form}.suic", {"value": item})
    severe = is_high_risk(risk) or (total is not None and total >= rule["phq9_severe"])
    if severe and answers.get("cgi_s") in rule["cgi_well"]:
        yield Finding("scores_disagree", Severity.ASK, f"{form}.cgi_s")


def _table(name: str) -> Any:
    return read_table("suicide_risk")[name]
