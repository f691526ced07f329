"""Medicines checked against allergies: by family (ATC), and by name where the allergy was written in words.

>>> [c.kind for c in conflicts_of("J01DD04", ({"allergen": "penicillin"},))]
['cross']
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from posta.catalog.errors import Problem
from posta.catalog.language.form import Form
from posta.formkit.choices import fold_accents
from posta.formkit.language import current_language
from posta.terms.lists import get_list
from posta.terms.medicines import get_medicines, medicine_label

SAME, CROSS = "same", "cross"
Allergies = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class AllergyInteraction:
    """One reason not to give a medicine to this person."""

    allergen: str
    substance: str
    kind: str

    @property
    def words(self) -> str:
        """The reason as it stands on the chip itself."""
        named = {"allergen": self.substance or get_list("allergen").label(self.allergen, current_language()).lower()}
        if self.kind == SAME:
            return _("Allergy: %(allergen)s") % named
        return _("Allergy to %(allergen)s: cross reaction possible") % named


def list_allergies(answers: Mapping[str, object]) -> Allergies:
    """The allergies in the registers of a person."""
    rows = answers.get("allergies")
    return tuple(row for row in rows if row.get("allergen") != "none") if isinstance(rows, tuple | list) else ()


def find_interactions(drug: str, allergies: Allergies) -> tuple[AllergyInteraction, ...]:
    """Why this medicine may harm this person."""
    found = []
    for row in allergies:
        allergen, substance = str(row.get("allergen") or ""), str(row.get("substance") or "")
        kind = _interaction_kind(drug, allergen) or (SAME if substance and _is_named(drug, substance) else "")
        if kind:
            found.append(AllergyInteraction(allergen, substance, kind))
    return tuple(found)


def allergy_contraindication(drug: str, allergies: Allergies) -> str:
    """The first reason in words, or nothing."""
    return next((conflict.words for conflict in find_interactions(drug, allergies)), "")


def allergy_warnings(form: Form, answers: Mapping[str, object], allergies: Allergies) -> tuple[Problem, ...]:
    """A question for each medicine of a form that speaks against an allergy; the rule is the sentence itself."""
    return tuple(
        Problem(f"{form.name}.{path}", _sentence(drug, reason))
        for path, drug in prescribed_drugs(form, answers)
        if (reason := allergy_contraindication(drug, allergies))
    )


def _sentence(drug: str, reason: str) -> str:
    return f"{medicine_label(drug, current_language())}: {reason}".replace("%", "%%")


def prescribed_drugs(form: Form, answers: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Path and ATC code of each medicine in the answers to a form."""
    for field in form.fields:
        columns = [column.name for column in field.fields if column.system == "atc_inn"]
        rows = answers.get(field.name) if columns else ()
        for place, row in enumerate(rows if isinstance(rows, tuple | list) else ()):
            yield from ((f"{field.name}.{place}.{name}", str(row[name])) for name in columns if row.get(name))


def _interaction_kind(drug: str, allergen: str) -> str:
    rule = _rules().get(allergen, {})
    return next((kind for kind in (SAME, CROSS) if drug.startswith(tuple(rule.get(kind, ())) or "-")), "")


def _is_named(drug: str, substance: str) -> bool:
    medicine = get_medicines().get(drug)
    names = {fold_accents(name) for name in (medicine.inn, *medicine.labels.values())} if medicine else set()
    said = fold_accents(substance)
    return any(said in name or name in said for name in names)


@cache
def _rules() -> dict[str, dict[str, list[str]]]:
    with Path(__file__).with_name("allergies.toml").open("rb") as file:
        rules = tomllib.load(file)["rules"]
    return {rule["allergen"]: rule for rule in rules}
