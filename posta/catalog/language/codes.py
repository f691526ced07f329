"""Which codes a field accepts: those of its list, or those of a large system that no form carries whole.

>>> from posta.catalog.language.form import get_form
>>> is_selectable(get_form("opd").field("injury_cause"), "Y05.1")
False
"""

import re
from collections.abc import Callable

from posta.catalog.language.condition import as_codes
from posta.catalog.language.field import Field
from posta.terms.diagnoses import find_diagnosis
from posta.terms.lists import get_list
from posta.terms.places import ENTITIES, find_municipality, get_countries, get_subdivisions

ICD10 = re.compile(r"[A-Z]\d\d(\.\d{1,2})?")
ATC = re.compile(r"[A-Z]\d\d([A-Z]([A-Z](\d\d)?)?)?")
SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}")


def is_code(field: Field, code: str) -> bool:
    """Return whether the code exists in the field's list or system; filters are not asked here."""
    if field.coded_list:
        return _is_listed(field, code)
    known = SYSTEMS.get(field.system or "")
    return known is not None and (known(code) or bool(field.alt_system and SYSTEMS[field.alt_system](code)))


def is_selectable(field: Field, code: str) -> bool:
    """Return whether the field's filter lets the code through."""
    rules = field.filter
    if not rules:
        return True
    if field.system == "morbidity":
        line = find_diagnosis(code)
        flags = line.flags if line else frozenset()
        wanted, barred = as_codes(rules.get("flags_any", ())), as_codes(rules.get("flags_none", ()))
        return (not wanted or not flags.isdisjoint(wanted)) and flags.isdisjoint(barred)
    if "prefix" in rules and not code.startswith(as_codes(rules["prefix"])):
        return False
    within = str(rules.get("from", "")) <= code[:3] <= str(rules.get("to", "ZZZ"))
    return within and not code.startswith(as_codes(rules["exclude"]) if "exclude" in rules else "\0")


def _is_listed(field: Field, code: str) -> bool:
    answer, colon, side = code.partition(":")
    if colon and not (field.qualifier and side in get_list(field.qualifier)):
        return False
    return answer in get_list(str(field.coded_list))


def _is_municipality(code: str) -> bool:
    return find_municipality(code) is not None or (len(code) == 5 and code.isdigit() and code[:2] in ENTITIES)


def _is_subdivision(code: str) -> bool:
    known = code[:2] in get_countries() and bool(SUBDIVISION.fullmatch(code))
    return known and (code in get_subdivisions() or not any(one.startswith(code[:3]) for one in get_subdivisions()))


SYSTEMS: dict[str, Callable[[str], bool]] = {
    "morbidity": lambda code: find_diagnosis(code) is not None,
    "icd10": lambda code: bool(ICD10.fullmatch(code)),
    "iso3166_1": lambda code: code in get_countries(),
    "iso3166_2": _is_subdivision,
    "inegi_cvegeo": _is_municipality,
    "atc_inn": lambda code: bool(ATC.fullmatch(code)),
    "stock_item": lambda code: bool(LOCAL.fullmatch(code)),
    "directory": lambda code: bool(LOCAL.fullmatch(code)),
}
