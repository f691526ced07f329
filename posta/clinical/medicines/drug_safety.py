"""Medicines against what is known of the person: pregnancy, breastfeeding, age, weight, diagnoses, other medicines, dose.

Each rule is a row of `drug_safety.toml` with its source; nothing is refused, everything is asked.

The sources are product information (EMA, FDA), WHO guidelines and position papers, each with its year; what is called
ours waits for the mission's pharmacist.

>>> from datetime import date
>>> from posta.clinical.pregnancy import PregnancyStatus, PregnancyState
>>> pregnant = PregnancyStatus(PregnancyState.YES)
>>> [one["name"] for one in against_in_pregnancy("C09AA02", pregnant, date(2018, 11, 25))]
['angiotensin']
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from posta.catalog.language.answer_context import NO_ANSWERS, Age, Answers
from posta.clinical.data_files import Row, labels_in, list_rows, number_in, read_table, strings_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.medicines.dose import amount_a_day
from posta.clinical.medicines.drug_allergy import Conflict, conflicts_of
from posta.clinical.medicines.treatment import Prescribed, Treatment, prescribed_in
from posta.clinical.pregnancy import PregnancyState, PregnancyStatus, can_be_pregnant

WORDED = ("pregnancy", "fertile", "breastfeeding", "age", "condition", "pair")
_ASKS = {"once": Severity.ASK, "reason": Severity.ASK_REASON}
_WHOLE = frozenset({"tablet", "capsule"})  # forms that are counted in pieces
EFFECTIVE = frozenset({"coc", "pop", "inj1", "inj3", "sayana", "implant", "iud_cu", "iud_h", "steril"})


@cache
def list_rules(kind: str) -> tuple[Row, ...]:
    """Return the rows of one kind: pregnancy, fertile, breastfeeding, age, condition, pair or most."""
    return list_rows("drug_safety", kind, worded=kind in WORDED)


@cache
def words_of_rule(name: str) -> Mapping[str, str]:
    """Return the words of a rule by language; none where the rule has only numbers."""
    rules = (row for kind in (*WORDED, "most") for row in list_rules(kind))
    return next((labels_in(row) for row in rules if row["name"] == name), {})


def review_medicines(treatment: Treatment) -> Iterator[Finding]:
    """Judge every medicine that is being prescribed, in whatever form."""
    for form, answers in treatment.forms.items():
        seen = treatment.seen_by(form)
        prescribed = tuple(prescribed_in(form, answers))
        for one in prescribed:
            yield from judge_drug(one, seen)
        yield from _pairs(prescribed, seen)
        if prescribed and _needs_weight(prescribed, seen):
            yield Finding("weight_missing", Severity.ASK, f"{form}.", {"years": treatment.years})


def judge_drug(one: Prescribed, treatment: Treatment) -> Iterator[Finding]:
    """Judge one medicine by itself."""
    for conflict in conflicts_of(one.drug, treatment.allergies)[:1]:
        yield allergy_finding(one.path, conflict, drug=one.drug)
    for kind, row in rules_against(one.drug, treatment, one.row):
        yield Finding(f"drug_{kind}", _asks(row), one.path, {"drug": one.drug, "rule": row["name"]})
    if asks_whether_pregnant(one.drug, treatment):
        yield Finding("pregnancy_unknown", Severity.ASK, one.path, {"drug": one.drug})
    yield from _dose(one, treatment)


def rules_against(drug: str, treatment: Treatment, row: Answers = NO_ANSWERS) -> Iterator[tuple[str, Row]]:
    """Yield kind and row of each rule that speaks against a medicine or vaccine (ATC) for this person."""
    mg, diagnoses = amount_a_day(row).mg, treatment.all_diagnoses()
    for rule in against_in_pregnancy(drug, treatment.pregnancy, treatment.day, mg, diagnoses):
        yield "pregnancy", rule
    if treatment.pregnancy.breastfeeding:
        yield from (("breastfeeding", rule) for rule in _of("breastfeeding", drug) if _is_above(rule, mg))
    if _may_conceive(treatment):
        yield from (("fertile", rule) for rule in _of("fertile", drug))
    for rule in against_age(drug, treatment.age, number_in(treatment.signs, "weight_kg"), diagnoses):
        yield "age", rule
    for rule in _of("condition", drug):
        needed, forms = strings_in(rule, "diagnoses"), strings_in(rule, "form")
        if (not needed or not diagnoses.isdisjoint(needed)) and (not forms or row.get("form") in forms):
            yield "condition", rule


def against_in_pregnancy(
    drug: str,
    pregnancy: PregnancyStatus,
    on: date,
    mg: float | None = None,
    diagnoses: frozenset[str] = frozenset(),
) -> Iterator[Row]:
    """Yield the rules that speak against a medicine in this pregnancy; unknown weeks may be any of a rule's."""
    if not pregnancy.is_pregnant:
        return
    weeks = pregnancy.weeks(on)
    found = [rule for rule in _of("pregnancy", drug) if _in_weeks(rule, weeks) and _is_above(rule, mg)]
    found = [rule for rule in found if diagnoses.isdisjoint(strings_in(rule, "unless"))]
    yield from sorted(found, key=_asks, reverse=True)[:1]  # of unknown weeks the gravest


def against_age(
    drug: str, age: Age | None, weight: float | None, diagnoses: frozenset[str] = frozenset()
) -> Iterator[Row]:
    """Yield the rules of age and weight that speak against a medicine, the gravest only."""
    found = [rule for rule in _of("age", drug) if _is_below(rule, age, weight)]
    found = [rule for rule in found if diagnoses.isdisjoint(strings_in(rule, "unless"))]
    yield from sorted(found, key=_asks, reverse=True)[:1]


def allergy_finding(path: str, conflict: Conflict, **what: object) -> Finding:
    """Give what an allergy says against something as a finding; `what` names it: drug, vaccine or method."""
    params = {"kind": conflict.kind, "allergen": conflict.allergen, "substance": conflict.substance}
    return Finding("allergy", conflict.severity, path, {**what, **params})


def _of(kind: str, drug: str) -> Iterator[Row]:
    return (rule for rule in list_rules(kind) if drug.startswith(strings_in(rule, "drugs")))


def _asks(rule: Row) -> Severity:
    return _ASKS[str(rule["asks"])]


def _in_weeks(rule: Row, weeks: int | None) -> bool:
    low, high = number_in(rule, "from_week") or 0, number_in(rule, "to_week")
    return weeks is None or (weeks >= low and (high is None or weeks <= high))


def _is_above(rule: Row, mg: float | None) -> bool:
    """Return whether the dose reaches that of a rule; a rule without one holds at any, an unread dose reaches none."""
    above = number_in(rule, "above_mg_day")
    return above is None or (mg is not None and mg > above)


def _is_below(rule: Row, age: Age | None, weight: float | None) -> bool:
    kilograms = number_in(rule, "below_kg")
    if kilograms is not None and weight is not None and weight < kilograms:
        return True
    ages = {"years": age.years, "months": age.months, "days": age.days} if age else {}
    limits = ((number_in(rule, f"below_{unit}"), value) for unit, value in ages.items())
    return any(limit is not None and value < limit for limit, value in limits)


def asks_whether_pregnant(drug: str, treatment: Treatment) -> bool:
    """Return whether a medicine that harms at any week is given to a woman who may be pregnant."""
    if treatment.pregnancy.state is not PregnancyState.UNKNOWN or treatment.person.get("sex") != "f":
        return False
    grave = (one for one in _of("pregnancy", drug) if one["asks"] == "reason" and "from_week" not in one)
    return can_be_pregnant(treatment.person, treatment.years) and any(grave)


def _may_conceive(treatment: Treatment) -> bool:
    """Return whether somebody could become pregnant, and no effective method is written in the same visit."""
    if treatment.pregnancy.is_pregnant or not can_be_pregnant(treatment.person, treatment.years):
        return False
    return treatment.person.get("sex") == "f" and treatment.answers("fp").get("method") not in EFFECTIVE


def _pairs(prescribed: tuple[Prescribed, ...], treatment: Treatment) -> Iterator[Finding]:
    """Judge what is prescribed together, and with what is still being taken; each pair once, at the later row."""
    earlier = [Prescribed("", one.drug) for one in treatment.taken]
    for place, one in enumerate(prescribed):
        others = [*(other for other in earlier if other.drug != one.drug), *prescribed[:place]]
        for rule in list_rules("pair"):
            other = next((other for other in others if _is_pair(rule, one.drug, other.drug)), None)
            if other is not None:
                params = {"drug": one.drug, "other": other.drug, "rule": rule["name"]}
                yield Finding("drug_pair", _asks(rule), one.path, params)


def pairs_with(drug: str, treatment: Treatment) -> Iterator[tuple[Row, str]]:
    """Yield the rules that speak against a medicine beside what is still being taken, with that medicine."""
    for rule in list_rules("pair"):
        yield from ((rule, one.drug) for one in treatment.taken if _is_pair(rule, drug, one.drug))


def _is_pair(rule: Row, one: str, other: str) -> bool:
    left, right = strings_in(rule, "drugs"), strings_in(rule, "and")
    return (one.startswith(left) and other.startswith(right)) or (other.startswith(left) and one.startswith(right))


def _dose(one: Prescribed, treatment: Treatment) -> Iterator[Finding]:
    """Judge the most of a medicine in a day, and for how many days."""
    amount, weight = amount_a_day(one.row), number_in(treatment.signs, "weight_kg")
    for rule in _of("most", one.drug):
        params = {"drug": one.drug, "rule": rule["name"]}
        pieces, days, given = number_in(rule, "pieces_day"), number_in(rule, "days"), one.row.get("days")
        most = _most_a_day(rule, treatment.years, weight)
        if most is not None and amount.mg is not None and amount.mg > most:
            yield Finding("drug_dose", _asks(rule), one.path, {**params, "mg": round(amount.mg), "most": round(most)})
        elif pieces is not None and (amount.pieces or 0) > pieces and one.row.get("form") in _WHOLE:
            yield Finding("drug_pieces", _asks(rule), one.path, {**params, "pieces": amount.pieces, "most": pieces})
        if days is not None and isinstance(given, int) and given > days:
            yield Finding("drug_days", Severity.ASK, one.path, {**params, "days": given, "most": days})


def _most_a_day(rule: Row, years: int | None, weight: float | None) -> float | None:
    """Return the most in mg: an adult's; a child's by weight, never above an adult's; of unknown age an adult's."""
    adult, by_weight, grown = number_in(rule, "mg_day"), number_in(rule, "mg_kg_day"), number_in(rule, "years") or 0
    if years is None or years >= grown or by_weight is None or weight is None:
        return adult
    return by_weight * weight if adult is None else min(adult, by_weight * weight)


def _needs_weight(prescribed: tuple[Prescribed, ...], treatment: Treatment) -> bool:
    """Return whether a child gets a medicine by weight that nobody took lately."""
    rule = read_table("drug_safety")["no_weight"]
    assert isinstance(rule, dict)
    exempt, years, fresh = strings_in(rule, "drugs"), number_in(rule, "below_years"), number_in(rule, "fresh_days")
    assert years is not None
    assert fresh is not None
    if treatment.years is None or treatment.years >= years:
        return False
    weighed = treatment.weighed is not None and (treatment.day - treatment.weighed).days <= fresh
    now = number_in(treatment.answers("vitals"), "weight_kg") is not None
    return not (weighed or now) and any(not one.drug.startswith(exempt) for one in prescribed)
