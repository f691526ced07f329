"""Medicines in one tap: those last prescribed, then the mission's sets; each checked against allergies and pregnancy first."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from posta.care.allergies import reason_against
from posta.care.consultation.sight import Sight
from posta.care.fields.choices import Choice
from posta.care.pregnancy import reason_in_pregnancy
from posta.care.words import language
from posta.catalog.errors import Problem
from posta.terms.medicines import label_of_medicine

OTHER = "other"
MOST = 12
Row = Mapping[str, object]
COLUMNS = ("drug", "form", "strength", "dose", "freq", "days", "qty")


@dataclass(frozen=True, slots=True)
class Set:
    """One line of the file: a medicine as it is usually given, and to which ages (years)."""

    id: str
    row: Row
    youngest: int = 0
    oldest: int = 200
    any_age: bool = True

    def suits(self, years: int | None) -> bool:
        """Whether it is offered at this age; of unknown age, only what suits everybody."""
        return self.any_age if years is None else self.youngest <= years <= self.oldest


@cache
def list_sets() -> tuple[Set, ...]:
    """The sets of the mission, in the order of the file."""
    with Path(__file__).with_name("sets.toml").open("rb") as file:
        declared = tomllib.load(file)["sets"]
    return tuple(
        Set(
            one["id"],
            {name: one[name] for name in COLUMNS if one.get(name) not in (None, "")} | {"source": "own"},
            one.get("from", 0),
            one.get("to", 200),
            "from" not in one and "to" not in one,
        )
        for one in declared
    )


def rows_at_hand(sight: Sight) -> dict[str, Row]:
    """What one tap can prescribe to this person: code of the chip to row of the prescription."""
    last = sight.last
    rows = last.forms["opd"].get("rx") if last else ()
    found: dict[str, Row] = {}
    if last is not None and isinstance(rows, tuple | list):
        found = {f"last-{last.entry.hex()[:12]}-{n}": row for n, row in enumerate(rows) if row.get("drug")}
    known = {(row.get("drug"), row.get("strength")) for row in found.values()}
    for one in list_sets():
        if one.suits(sight.years) and (one.row["drug"], one.row.get("strength")) not in known:
            found[one.id] = one.row
    return dict(list(found.items())[:MOST])


def chips_of(sight: Sight, chosen: Iterable[str]) -> tuple[Choice, ...]:
    """The chips, conflicts with allergies standing on the chip itself; the last one opens a row to type in."""
    picked = set(chosen)
    chips = [_chip(code, row, sight, code in picked) for code, row in rows_at_hand(sight).items()]
    return (*chips, Choice(OTHER, _("Another medicine"), chosen=OTHER in picked))


def prescribed(sight: Sight, chosen: Iterable[str]) -> tuple[list[dict[str, object]], list[Problem]]:
    """The rows behind the chosen chips. A chip that is no longer offered is told, never guessed."""
    rows, problems = [], []
    at_hand = rows_at_hand(sight)
    for code in chosen:
        if code in at_hand:
            rows.append(dict(at_hand[code]))
        elif code != OTHER:
            problems.append(Problem("opd.rx", "unknown_code"))
    return rows, problems


def row_words(row: Row) -> str:
    """A row in one line: what, how much, how often, how long."""
    told = [str(row[name]) for name in ("dose", "freq") if row.get(name)]
    if row.get("days"):
        told.append(_("%(days)s d") % {"days": row["days"]})
    return " · ".join(told)


def name_words(row: Row) -> str:
    """The medicine of a row with its strength."""
    name = label_of_medicine(str(row.get("drug", "")), language())
    return " ".join(part for part in (name[:1].upper() + name[1:], str(row.get("strength") or "")) if part)


def _chip(code: str, row: Row, sight: Sight, chosen: bool) -> Choice:
    note = row_words(row)
    if row.get("qty"):
        note += " · " + _("gives %(qty)s") % {"qty": row["qty"]}
    drug = str(row["drug"])
    against = reason_against(drug, sight.allergies)
    reason = against or reason_in_pregnancy(drug, sight.pregnancy, sight.duty.today)
    return Choice(code, name_words(row), chosen=chosen, reason=reason, note=note)
