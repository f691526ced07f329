"""Contraceptive methods against the medical eligibility criteria of WHO (MEC): category 3 asks, 4 asks for a reason.

The conditions are the flags that were ticked, and what the record knows by itself: pressure, births, medicines, latex.

Source: WHO, Medical eligibility criteria for contraceptive use, 5th edition (2015); each row of `contraception.toml`
names the condition there.

>>> [(method, category_of("vte", method)) for method in ("coc", "iud_cu")]
[('coc', 4), ('iud_cu', 1)]
"""

from collections.abc import Iterator, Mapping
from functools import cache

from posta.catalog.language.condition import as_codes
from posta.clinical.data_files import Row, list_rows, number_in, read_table, strings_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.medicines.drug_allergy import families_named
from posta.clinical.medicines.drug_safety import pairs_with
from posta.clinical.medicines.treatment import Treatment

ASKED, REFUSED = 3, 4
_AS = {"sayana": "inj3"}  # the same medicine under the skin
_GOES_ON = frozenset({"cont"})
_NOTHING = frozenset({"", "none", "stop"})


def category_of(flag: str, method: str, *, goes_on: bool = False) -> int:
    """Return the category (1-4) of a method under one condition; 1 where the table says nothing of it."""
    row = _conditions().get(flag)
    categories = row["categories"] if row else {}
    assert isinstance(categories, dict)
    value = categories.get(_AS.get(method, method), 1)
    return int(value[1 if goes_on else 0] if isinstance(value, list) else value)


def review_contraception(treatment: Treatment) -> Iterator[Finding]:
    """Judge the method that family planning hands out."""
    answers = treatment.answers("fp")
    method = str(answers.get("method") or "")
    if method in _NOTHING or answers.get("fp_type") == "stop":
        return
    goes_on = answers.get("fp_type") in _GOES_ON
    for flag in sorted(conditions_of(treatment)):
        category = category_of(flag, method, goes_on=goes_on)
        if category >= ASKED:
            severity = Severity.ASK_REASON if category >= REFUSED else Severity.ASK
            yield Finding("mec", severity, "fp.method", {"method": method, "flag": flag, "category": category})
    yield from _pregnancy(method, treatment)
    for rule, other in pairs_with(atc_of(method), treatment) if atc_of(method) else ():
        params = {"drug": atc_of(method), "other": other, "rule": rule["name"]}
        yield Finding("drug_pair", Severity.ASK, "fp.method", params)


def conditions_of(treatment: Treatment) -> frozenset[str]:
    """Return the conditions of a person: those ticked, and those that the record knows."""
    ticked = treatment.answers("fp").get("mec_flags")
    known = {str(row["flag"]) for row in list_rows("contraception", "conditions") if _is_known(row, treatment)}
    if "bp160" in known:
        known.discard("bp140")
    return frozenset(as_codes(ticked) if ticked else ()) - {"none"} | known


def atc_of(method: str) -> str:
    """Return the ATC code of a method; empty for one that is no medicine."""
    codes = read_table("contraception")["atc"]
    assert isinstance(codes, dict)
    return str(codes.get(method, ""))


def _pregnancy(method: str, treatment: Treatment) -> Iterator[Finding]:
    """Ask where she is known to be pregnant, or where it was not excluded."""
    rule = read_table("contraception")["pregnant"]
    assert isinstance(rule, dict)
    known, excluded = treatment.pregnancy.is_pregnant, treatment.answers("fp").get("preg_excl")
    if not known and excluded is not False:
        return
    code = "method_pregnant" if known else "method_not_excluded"
    if method in strings_in(rule, "reason"):
        yield Finding(code, Severity.ASK_REASON, "fp.method", {"method": method})
    elif method in strings_in(rule, "asks"):
        yield Finding(code, Severity.ASK, "fp.method", {"method": method})


def _is_known(row: Row, treatment: Treatment) -> bool:
    """Return whether the record itself says that a condition holds."""
    rule = row.get("from")
    if not isinstance(rule, dict):
        return False
    if "sbp" in rule:
        return _has_pressure(rule, treatment)
    if "after_birth" in rule:
        return _is_after_birth(rule, treatment)
    if "drugs" in rule:
        written = [str(one["drug"]) for one in _rows(treatment.answers("opd").get("rx")) if one.get("drug")]
        return any(drug.startswith(tuple(rule["drugs"])) for drug in (*written, *(one.drug for one in treatment.taken)))
    if "diagnoses" in rule:
        return not treatment.all_diagnoses().isdisjoint(rule["diagnoses"])
    return any(
        rule["allergen"] == one.get("allergen") or rule["allergen"] in families_named(str(one.get("substance") or ""))
        for one in treatment.allergies
    )


def _has_pressure(rule: Mapping[str, object], treatment: Treatment) -> bool:
    limits = read_table("contraception")["pressure"]
    assert isinstance(limits, dict)
    now = any(treatment.answers("vitals").get(name) is not None for name in ("sbp", "dbp"))
    fresh = treatment.measured is not None and (treatment.day - treatment.measured).days <= limits["holds_days"]
    measured = ((number_in(treatment.signs, name), number_in(rule, name)) for name in ("sbp", "dbp"))
    return (now or fresh) and any(value is not None and low is not None and value >= low for value, low in measured)


def _is_after_birth(rule: Mapping[str, object], treatment: Treatment) -> bool:
    days = treatment.pregnancy.days_after_end(treatment.day)
    most, least = number_in(rule, "after_birth"), number_in(rule, "since_birth") or 0
    if days is None or most is None or not treatment.pregnancy.is_birth or not least <= days < most:
        return False
    return rule.get("breastfeeding") in (None, treatment.pregnancy.breastfeeding)


def _rows(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()


@cache
def _conditions() -> dict[str, Row]:
    return {str(row["flag"]): row for row in list_rows("contraception", "conditions")}
