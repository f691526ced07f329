"""Vaccines where they are given: the rules on medicines under their ATC code, the usual ages, and allergies.

Each row of `vaccines.toml` names the WHO position paper, with its year, in which the usual age stands.

>>> atc_of_vaccine("mmr")
'J07BD52'
"""

from collections.abc import Iterator
from functools import cache

from posta.catalog.language.answer_context import Age
from posta.clinical.data_files import Row, list_rows, number_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.medicines.drug_allergy import conflicts_with
from posta.clinical.medicines.drug_safety import allergy_finding, asks_whether_pregnant, rules_against
from posta.clinical.medicines.treatment import Treatment

GIVEN = {"hepb": "hepb", "tt": "td", "hpv": "hpv"}  # questions of care after an assault that hold a vaccine


@cache
def _vaccines() -> dict[str, Row]:
    return {str(row["code"]): row for row in list_rows("vaccines", "vaccines")}


def atc_of_vaccine(code: str) -> str:
    """Return the ATC code of a vaccine of the list; empty for one that the table does not know yet."""
    row = _vaccines().get(code)
    return str(row["atc"]) if row else ""


def review_vaccines(treatment: Treatment) -> Iterator[Finding]:
    """Judge the vaccine that is being given, in its own form or after an assault."""
    for path, code in _given(treatment):
        seen = treatment.seen_by(path.partition(".")[0])
        for kind, rule in rules_against(atc_of_vaccine(code), seen) if atc_of_vaccine(code) else ():
            asks = Severity.ASK_REASON if rule["asks"] == "reason" else Severity.ASK
            yield Finding(f"drug_{kind}", asks, path, {"vaccine": code, "rule": rule["name"]})
        if asks_whether_pregnant(atc_of_vaccine(code), seen):
            yield Finding("pregnancy_unknown", Severity.ASK, path, {"vaccine": code})
        for conflict in conflicts_with("vaccine", code, seen.allergies)[:1]:
            yield allergy_finding(path, conflict, vaccine=code)
        yield from _age(path, code, seen.age)


def _given(treatment: Treatment) -> Iterator[tuple[str, str]]:
    code = treatment.answers("vacc").get("vaccine")
    if code:
        yield "vacc.vaccine", str(code)
    answers = treatment.answers("sv")
    yield from ((f"sv.{name}", code) for name, code in GIVEN.items() if answers.get(name) == "given")


def _age(path: str, code: str, age: Age | None) -> Iterator[Finding]:
    row = _vaccines().get(code)
    if row is None or age is None:
        return
    for unit, value in (("years", age.years), ("months", age.months)):
        low, high = number_in(row, f"from_{unit}"), number_in(row, f"below_{unit}")
        if (low is not None and value < low) or (high is not None and value >= high):
            limits = {"from": low, "below": high, "unit": unit}
            yield Finding("vaccine_age", Severity.ASK, path, {"vaccine": code, **limits})
