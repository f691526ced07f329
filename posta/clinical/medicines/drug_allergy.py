"""Medicines, vaccines and devices against allergies: by family, and by the words in which an allergy was written.

A dangerous reaction (anaphylaxis, angioedema, breathing, severe skin, or called severe) asks for a written reason;
any other asks once.

Families follow the ATC index of WHOCC; each row of `drug_allergy.toml` names what it rests on, as a rule the WHO
Model Formulary (2008) or a WHO position paper on a vaccine.

>>> [(c.kind, c.severity.name) for c in conflicts_of("J01CA04", ({"substance": "Ampicilina", "reaction": "anaph"},))]
[('same', 'ASK_REASON')]
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from posta.catalog.language.condition import as_codes
from posta.clinical.data_files import Row, list_rows, read_table, strings_in
from posta.clinical.findings import Severity
from posta.terms.medicines import get_medicines

SAME, CROSS = "same", "cross"
Allergies = Sequence[Mapping[str, object]]
GRAVE = frozenset({"anaph", "angio", "resp", "scar"})
NONE = "none"
_SHORTEST = 4


@dataclass(frozen=True, slots=True, repr=False)
class Conflict:
    """One reason not to give something to this person: the allergen, what was written, and how much it asks."""

    allergen: str
    substance: str
    kind: str
    severity: Severity


def read_allergies(answers: Mapping[str, object]) -> Allergies:
    """Return the allergies in the registers of a person."""
    rows = answers.get("allergies")
    return tuple(row for row in rows if row.get("allergen") != NONE) if isinstance(rows, tuple | list) else ()


def conflicts_of(drug: str, allergies: Allergies) -> tuple[Conflict, ...]:
    """List why this medicine (ATC) may harm this person, the gravest first."""
    found = (_against_drug(drug, row) for row in allergies)
    return _gravest_first(found)


def conflicts_with(kind: str, code: str, allergies: Allergies) -> tuple[Conflict, ...]:
    """List why a vaccine or a contraceptive method (`kind` is "vaccine" or "method") may harm this person."""
    found = (
        _conflict(row, SAME) if any(code in strings_in(family, kind) for family in _families_of(row)) else None
        for row in allergies
    )
    return _gravest_first(found)


def families_named(words: str) -> tuple[str, ...]:
    """List the allergens that words name: a family, a substance or a brand of it, as whole words."""
    tokens = _tokens(words)
    return tuple(str(family["allergen"]) for family in _families() if _names_any(tokens, _names(family)))


def _against_drug(drug: str, row: Mapping[str, object]) -> Conflict | None:
    families = tuple(_families_of(row))
    if any(drug.startswith(strings_in(family, SAME)) for family in families if strings_in(family, SAME)):
        return _conflict(row, SAME)
    if _is_named(drug, str(row.get("substance") or "")):
        return _conflict(row, SAME)
    if any(drug.startswith(strings_in(family, CROSS)) for family in families if strings_in(family, CROSS)):
        return _conflict(row, CROSS)
    return None


def _conflict(row: Mapping[str, object], kind: str) -> Conflict:
    reactions = as_codes(row.get("reaction") or ())
    grave = not GRAVE.isdisjoint(reactions) or row.get("severity") == "sev"
    severity = Severity.ASK_REASON if grave else Severity.ASK
    return Conflict(str(row.get("allergen") or ""), str(row.get("substance") or ""), kind, severity)


def _gravest_first(found: Iterator[Conflict | None]) -> tuple[Conflict, ...]:
    return tuple(sorted((one for one in found if one), key=lambda one: (-one.severity, one.kind != SAME)))


def _families_of(row: Mapping[str, object]) -> Iterator[Row]:
    """Yield the families that a row of a person's allergies means: the one chosen, and those that its words name."""
    chosen, tokens = str(row.get("allergen") or ""), _tokens(str(row.get("substance") or ""))
    for family in _families():
        if family["allergen"] == chosen or (tokens and _names_any(tokens, _names(family))):
            yield family


def _is_named(drug: str, substance: str) -> bool:
    """Return whether the words name this very medicine: they share a whole word that is no common one."""
    medicine = get_medicines().get(drug)
    if medicine is None or not substance:
        return False
    tokens = {word for word in _tokens(substance) if len(word) >= _SHORTEST} - _common()
    named = {word for name in (medicine.inn, *medicine.labels.values()) for word in _tokens(name)}
    return not tokens.isdisjoint({word for word in named if len(word) >= _SHORTEST} - _common())


def _names_any(tokens: tuple[str, ...], names: tuple[tuple[str, ...], ...]) -> bool:
    """Return whether the words hold one of these names as whole words that stand side by side."""
    return any(
        tokens[start : start + len(name)] == name for name in names for start in range(len(tokens) - len(name) + 1)
    )


def _tokens(words: str) -> tuple[str, ...]:
    """Return the words without accents, case, signs and plural."""
    flat = unicodedata.normalize("NFD", words.casefold())
    bare = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return tuple(_singular(word) for word in re.findall(r"[a-z0-9]+", bare))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST and word.endswith("s") else word


@cache
def _families() -> tuple[Row, ...]:
    return list_rows("drug_allergy", "families")


@cache
def _names_by_allergen() -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        str(family["allergen"]): tuple(_tokens(name) for name in strings_in(family, "names")) for family in _families()
    }


def _names(family: Row) -> tuple[tuple[str, ...], ...]:
    return _names_by_allergen()[str(family["allergen"])]


@cache
def _common() -> frozenset[str]:
    """Words of names that name no substance of their own: they would join what has nothing in common."""
    return frozenset(_tokens(str(read_table("drug_allergy")["common"])))
