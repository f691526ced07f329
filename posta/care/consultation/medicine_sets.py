"""Medicines with one tap: those prescribed last, then the mission's sets; the rules on medicines judge each before."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from posta.care.alerts.medicine_words import finding_reason
from posta.care.consultation.patient_context import PatientContext
from posta.catalog.errors import Problem
from posta.catalog.language.answer_context import Age
from posta.clinical.medicines.drug_safety import judge_drug
from posta.clinical.medicines.treatment import Prescribed
from posta.formkit.choices import Choice
from posta.formkit.language import current_language
from posta.terms.doses import dose_label
from posta.terms.medicines import medicine_label

OTHER_MEDICINE = "other"
MAX_CHIPS = 12
OLDEST = 12 * 200  # months
Row = Mapping[str, object]
COLUMNS = ("drug", "form", "strength", "dose", "freq", "days", "qty")


@dataclass(frozen=True, slots=True)
class MedicineSet:
    """One row of the file: a medicine with its usual dose, and the ages that it is for (completed months)."""

    id: str
    row: Row
    youngest: int = 0
    oldest: int = OLDEST
    any_age: bool = True

    def suits(self, age: Age | None) -> bool:
        """Return whether the set is offered at this age; at an unknown age, only a set for every age."""
        return self.any_age if age is None else self.youngest <= age.months <= self.oldest


@cache
def list_medicine_sets() -> tuple[MedicineSet, ...]:
    """Return the sets of the mission, in the order of the file."""
    with Path(__file__).with_name("sets.toml").open("rb") as file:
        declared = tomllib.load(file)["sets"]
    return tuple(
        MedicineSet(
            one["id"],
            {name: one[name] for name in COLUMNS if one.get(name) not in (None, "")} | {"source": "own"},
            one.get("from_months", 12 * one.get("from", 0)),
            one.get("to_months", 12 * one["to"] + 11 if "to" in one else OLDEST),
            not {"from", "to", "from_months", "to_months"} & set(one),
        )
        for one in declared
    )


def available_rows(sight: PatientContext) -> dict[str, Row]:
    """Return what one tap can prescribe to this person: the code of each chip with its row of the prescription."""
    last = sight.last
    rows = last.forms["opd"].get("rx") if last else ()
    found: dict[str, Row] = {}
    if last is not None and isinstance(rows, tuple | list):
        found = {f"last-{last.entry.hex()[:12]}-{n}": row for n, row in enumerate(rows) if row.get("drug")}
    known = {(row.get("drug"), row.get("strength")) for row in found.values()}
    for one in list_medicine_sets():
        if one.suits(sight.age) and (one.row["drug"], one.row.get("strength")) not in known:
            found[one.id] = one.row
    return dict(list(found.items())[:MAX_CHIPS])


def medicine_chips(sight: PatientContext, chosen: Iterable[str]) -> tuple[Choice, ...]:
    """Return the chips, each with its conflicts with allergies; the last one opens a row to type in."""
    picked = set(chosen)
    chips = [_chip(code, row, sight, code in picked) for code, row in available_rows(sight).items()]
    return (*chips, Choice(OTHER_MEDICINE, _("Another medicine"), chosen=OTHER_MEDICINE in picked))


def parse_prescriptions(sight: PatientContext, chosen: Iterable[str]) -> tuple[list[dict[str, object]], list[Problem]]:
    """Return the rows behind the chosen chips; a chip that is no longer offered is reported, never guessed."""
    rows, problems = [], []
    at_hand = available_rows(sight)
    for code in chosen:
        if code in at_hand:
            rows.append(dict(at_hand[code]))
        elif code != OTHER_MEDICINE:
            problems.append(Problem("opd.rx", "unknown_code"))
    return rows, problems


def format_prescription(row: Row) -> str:
    """Return a row in one line: medicine, dose, frequency, days."""
    parts = [dose_label(str(row[name]), current_language()) for name in ("dose", "freq") if row.get(name)]
    if row.get("days"):
        parts.append(_("%(days)s d") % {"days": row["days"]})
    return " · ".join(parts)


def format_medicine(row: Row) -> str:
    """Return the medicine of a row with its strength."""
    name = medicine_label(str(row.get("drug", "")), current_language())
    return " ".join(part for part in (name[:1].upper() + name[1:], str(row.get("strength") or "")) if part)


def _chip(code: str, row: Row, sight: PatientContext, chosen: bool) -> Choice:
    note = format_prescription(row)
    if row.get("qty"):
        note += " · " + _("supply %(qty)s") % {"qty": row["qty"]}
    found = judge_drug(Prescribed("", str(row["drug"]), row), sight.treatment)
    gravest = max(found, key=lambda one: one.severity, default=None)
    reason = finding_reason(gravest) if gravest else ""
    return Choice(code, format_medicine(row), chosen=chosen, reason=reason, note=note)
