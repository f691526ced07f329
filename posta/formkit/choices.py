"""The options of a field in one language, and the search from typed words to a code."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from posta.catalog.language.codes import is_selectable as is_code_offered
from posta.catalog.language.field import Field
from posta.terms.causes import cause_label, get_causes
from posta.terms.diagnoses import Diagnosis, get_diagnoses
from posta.terms.lists import get_list
from posta.terms.medicines import get_medicines
from posta.terms.places import get_countries, get_municipalities, get_subdivisions, place_label

LANGUAGES = ("es", "en", "fr")
NONE_CODE = "none"  # none of the options: it stands alone
FIRST_CAUSE_CODE = "V01"  # where chapter XX of ICD-10 begins


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as shown: `reason` says on the chip itself why it may not be wanted (an allergy).

    `when` is the condition, for the browser, under which it is offered at all; `hidden`: it does not hold now.
    """

    code: str
    label: str
    flags: str = ""
    chosen: bool = False
    reason: str = ""
    note: str = ""
    sides: tuple["Choice", ...] = ()
    when: str = ""
    hidden: bool = False


Offered = Mapping[str, Iterable[Choice]]


def list_choices(field: Field, language: str, offered: Offered) -> tuple[Choice, ...]:
    """Return every option of a field: of its list, its code system, or what the caller offers for it."""
    key = field.system or field.target or ""
    if key in offered:
        return tuple(offered[key])
    if field.type == "bool":
        return _list_options("yn", language)
    if field.coded_list:
        return _list_options(field.coded_list, language)
    if field.system == "morbidity":
        wanted = field.filter or {}
        return _morbidity_options(language, _codes(wanted.get("flags_any")), _codes(wanted.get("flags_none")))
    if is_cause(field):
        return tuple(one for one in _cause_options(language) if is_code_offered(field, one.code))
    return tuple(one for system in (field.system, field.alt_system) if system for one in list_system(system, language))


def is_cause(field: Field) -> bool:
    """Return whether a field asks the external cause of an injury.

    A few codes are offered, every other code may be typed.
    """
    return field.system == "icd10" and (field.filter or {}).get("from") == FIRST_CAUSE_CODE


def is_allowed(line: Diagnosis, field: Field) -> bool:
    """Return whether the filter of a field allows this line of the morbidity list."""
    wanted = field.filter or {}
    return _passes(line, _codes(wanted.get("flags_any")), _codes(wanted.get("flags_none")))


@lru_cache(maxsize=64)
def render_datalist(choices: tuple[Choice, ...]) -> SafeString:
    """Return the options of a `datalist`, cached: a consultation offers the same two thousand each time."""
    return format_html_join(
        "",
        '<option value="{}" data-code="{}"{}>',
        ((one.label, one.code, format_html(' data-flags="{}"', one.flags) if one.flags else "") for one in choices),
    )


def find_code(field: Field, words: str, offered: Offered) -> str | None:
    """Return the code for typed words: a code, a label in any language, or a unique beginning of a label."""
    wanted = fold_accents(words)
    by_label = _by_label(field, offered)
    if wanted in by_label:
        return by_label[wanted]
    begun = {code for label, code in by_label.items() if label.startswith(wanted)}
    return begun.pop() if len(begun) == 1 and len(wanted) > 2 else None


def find_label(field: Field, code: str, language: str, offered: Offered) -> str:
    """Return the label of a code as this field offers it."""
    return next((one.label for one in list_choices(field, language, offered) if one.code == code), code)


def is_exact(field: Field, words: str, offered: Offered) -> bool:
    """Return whether words are exactly a code or a label of the list."""
    return fold_accents(words) in _by_label(field, offered)


def similar_options(field: Field, words: str, language: str, offered: Offered) -> tuple[Choice, ...]:
    """Return up to six options that share the beginning of a word with typed text outside the list."""
    starts = [word[:4] for word in fold_accents(words).split() if len(word) > 2]
    options = list_choices(field, language, offered)
    hits = (one for one in options if any(word.startswith(tuple(starts)) for word in fold_accents(one.label).split()))
    return tuple(hits)[:6] if starts else ()


def fold_accents(words: str) -> str:
    """Return words without accents, case or double spaces.

    >>> fold_accents("  Infección  RESPIRATORIA ")
    'infeccion respiratoria'
    """
    flat = unicodedata.normalize("NFD", words.casefold())
    return " ".join("".join(letter for letter in flat if not unicodedata.combining(letter)).split())


def _by_label(field: Field, offered: Offered) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for choice in list_choices(field, language, offered):
            found.setdefault(fold_accents(choice.label), choice.code)
            found.setdefault(fold_accents(choice.code), choice.code)
    return found


@cache
def _list_options(name: str, language: str) -> tuple[Choice, ...]:
    options = get_list(name).options
    return tuple(Choice(one.code, get_list(name).label(one.code, language)) for one in options if not one.retired)


@cache
def _morbidity_options(language: str, any_of: frozenset[str], none_of: frozenset[str]) -> tuple[Choice, ...]:
    return tuple(
        _morbidity_choice(line, language) for line in get_diagnoses().values() if _passes(line, any_of, none_of)
    )


@cache
def _cause_options(language: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, cause_label(code, language)) for code in get_causes())


def _passes(line: Diagnosis, any_of: frozenset[str], none_of: frozenset[str]) -> bool:
    return (not any_of or bool(any_of & line.flags)) and not none_of & line.flags


def _morbidity_choice(line: Diagnosis, language: str) -> Choice:
    return Choice(line.code, line.labels.get(language) or line.labels["es"], " ".join(sorted(line.flags)))


def _codes(value: object) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list | tuple) else frozenset()


def list_system(system: str, language: str) -> tuple[Choice, ...]:
    """Return every option of a code system that no mission changes."""
    if system == "atc_inn":
        medicines = get_medicines().values()
        return tuple(Choice(one.atc, one.labels.get(language) or one.inn, note=one.inn) for one in medicines)
    codes: dict[str, Iterable[str]] = {
        "iso3166_1": get_countries(),
        "iso3166_2": get_subdivisions(),
        "inegi_cvegeo": get_municipalities(),
    }
    return tuple(Choice(code, place_label(code, language)) for code in codes.get(system, ()))
