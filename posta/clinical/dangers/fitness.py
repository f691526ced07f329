"""Fitness to travel: what speaks for rest, against the train or against travelling alone, and what was written of it.

The table is `fitness_to_travel.toml`. Who travels on with one of its answers is asked about once, before signing; an
illness that lasts and a pregnancy count too where an earlier visit found them and nothing that holds was written since.

>>> from posta.clinical.patient import Patient
>>> visit = {"visit": {"disposition": "home"}, "opd": {"dx_main": "ankle_sprain"}}
>>> [one.params["advice"] for one in review_fitness(Encounter(Patient(), visit, date(2018, 11, 25)))]
[('rest',)]
>>> found = find_fitness([(date(2018, 11, 25), {"fitness": ("rest", "no_train"), "rest_days": 3})], date(2018, 11, 27))
>>> found.codes, found.rest_until, find_fitness([], date(2018, 11, 27))
(('rest', 'no_train'), datetime.date(2018, 11, 28), None)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from posta.clinical.dangers.discharge import DISCHARGED, PREGNANT, DischargeReason
from posta.clinical.data_files import list_rows, read_table, strings_in
from posta.clinical.encounter import Answers, Encounter, codes_in, number_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.journey import is_asked_of

FITNESS, WALK_ON, REST = "fitness", "walk_on", "rest"
QUESTION = "visit.fitness"


@dataclass(frozen=True, slots=True, repr=False)
class Fitness:
    """What a visit said of travelling on: codes of list `travel_fitness`, until when to rest, why, and on which day."""

    codes: tuple[str, ...]
    rest_until: date | None
    reason: str
    day: date


@dataclass(frozen=True, slots=True, repr=False)
class FitnessRow:
    """Codes of questions, or a pregnancy, and what they advise; what is `known` counts from an earlier visit too."""

    form: str
    fields: tuple[str, ...]
    codes: frozenset[str]
    advice: tuple[str, ...]
    known: bool
    pregnant: bool


def review_fitness(encounter: Encounter) -> Iterator[Finding]:
    """Ask before somebody travels on against whom something speaks, unless what they are fit for is written."""
    visit = encounter.answers("visit")
    settled = not is_asked_of(str(encounter.person.get("pop_group") or ""))
    if encounter.corrects or settled or encounter.disposition != DISCHARGED or visit.get(FITNESS):
        return
    found = [*_list_written(encounter), *(() if encounter.fitness_said else _list_known(encounter))]
    if found:
        advice = tuple(dict.fromkeys(code for row, _reason in found for code in row.advice))
        reasons = tuple(reason for _row, reason in found)
        yield Finding("fitness_to_travel", Severity.ASK, QUESTION, {"advice": advice, "reasons": reasons})


def _list_written(encounter: Encounter) -> Iterator[tuple[FitnessRow, DischargeReason]]:
    """Yield the rows that this visit's answers meet."""
    for row in list_fitness_rows():
        for question in row.fields:
            if codes := _codes(encounter.answers(row.form).get(question), row):
                yield row, DischargeReason(FITNESS, row.form, question, codes)


def _list_known(encounter: Encounter) -> Iterator[tuple[FitnessRow, DischargeReason]]:
    """Yield the rows that earlier visits meet: a long illness that this visit does not write, a pregnancy that goes on."""
    before = encounter.treatment
    if before is None:
        return
    written = {code for _row, reason in _list_written(encounter) for code in reason.codes}
    for row in (one for one in list_fitness_rows() if one.known):
        if row.pregnant and before.was_pregnant and encounter.patient.pregnant is not False:
            yield row, DischargeReason(PREGNANT)
        elif codes := tuple(sorted(row.codes & before.diagnoses - written)):
            yield row, DischargeReason(FITNESS, row.form, row.fields[0], codes)


def find_fitness(visits: Iterable[tuple[date, Answers]], today: date) -> Fitness | None:
    """Return what still holds of the last visit that says it.

    `visits` come newest first; a rest that is over is not said.
    """
    last = next(((day, one) for day, one in visits if one.get(FITNESS)), None)
    if last is None:
        return None
    day, answers = last
    days = number_in(answers.get("rest_days"))
    until = day + timedelta(days=int(days)) if days else None
    over = until is not None and until <= today
    codes = tuple(code for code in codes_in(answers[FITNESS]) if code != REST or not over)
    if not codes or (today - day).days > shown_days():
        return None
    return Fitness(codes, until if REST in codes else None, str(answers.get("fitness_reason") or ""), day)


def shown_days() -> int:
    """Return for how many days what was written of travelling on is said."""
    return int(read_table("fitness_to_travel")["shown_days"])


@cache
def list_fitness_rows() -> tuple[FitnessRow, ...]:
    """Return every row of the table."""
    return tuple(
        FitnessRow(
            str(row.get("form", "")), strings_in(row, "fields"), frozenset(strings_in(row, "codes")),
            strings_in(row, "advice"), bool(row.get("known")), bool(row.get("pregnant")),
        )
        for row in list_rows("fitness_to_travel", "rows")
    )  # fmt: skip


def _codes(value: object, row: FitnessRow) -> tuple[str, ...]:
    return tuple(code for code in codes_in(value) if code in row.codes)
