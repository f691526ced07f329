"""Ask for confirmation before a visit with danger signs is signed as a discharge.

Reads the triage colour and its ticked criteria, vital signs, danger signs of small children, pregnancy, birth and newborns,
diagnoses for a hospital, dehydration, malnutrition. The table is `discharge.toml`, the limits `vital_limits.toml`.

Each row of the table names its source: the red criteria of the IITT, IMCI (2014), PCPNC (3rd edition, 2015), the WHO
guideline on wasting (2023), MSF's LIME-EMR; illnesses for a hospital are an example for the medical coordinator.

>>> from datetime import date
>>> visit = {"visit": {"disposition": "home"}, "opd": {"dx_main": "meningitis"}}
>>> [finding.code for finding in review_discharge(Encounter(Patient(), visit, date(2018, 11, 25)))]
['discharge']
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from posta.catalog.language.form import get_form
from posta.clinical.data_files import read_table
from posta.clinical.encounter import Answers, Encounter, codes_in, newborn_patient, number_in, rows_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import has_oedema, is_wasted, red_by_measure
from posta.clinical.signs.vital_limits import DANGER_U5, PRESSURES, Level, danger_signs, is_beyond, mark

DISCHARGED, FOLLOW_UP = "home", "fu"
HOSPITAL, DANGER_SIGN, PLAN = "hospital", "danger_sign", "plan"
COLOUR, CRITERIA, SIGNS, PREGNANT = "colour", "criteria", "signs", "pregnant"
RED, NONE = "red", "none"


@dataclass(frozen=True, slots=True, repr=False)
class DischargeReason:
    """One reason against a discharge: its kind, and the answers (form, question, codes) or sign it comes from."""

    kind: str
    form: str = ""
    field: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DischargeRow:
    """Codes of questions that speak against a discharge; without `codes`, every code but those of `none`."""

    kind: str
    form: str
    fields: tuple[str, ...]
    codes: frozenset[str]
    none: frozenset[str]
    source: str

    def found_in(self, value: object) -> tuple[str, ...]:
        """Return the codes of an answer that the row is about."""
        return tuple(
            code for code in codes_in(value) if code in self.codes or (not self.codes and code not in self.none)
        )


@cache
def list_discharge_rows() -> tuple[DischargeRow, ...]:
    """Return every row of the table."""
    return tuple(
        DischargeRow(
            row["kind"], row["form"], tuple(row["fields"]), frozenset(row.get("codes", ())), frozenset(row.get("none", ())),
            row["source"],
        )
        for row in read_table("discharge")["rows"]
    )  # fmt: skip


def discharge_sources() -> Mapping[str, str]:
    """Return the sources of the table by their short names."""
    found: Mapping[str, str] = read_table("discharge")["sources"]
    return found


def review_discharge(encounter: Encounter) -> Iterator[Finding]:
    """Ask before a discharge against which something speaks; before a later appointment, only what cannot wait."""
    departure = departure_question(encounter)
    leaves = bool(departure) or encounter.disposition == DISCHARGED
    if encounter.corrects or (not leaves and encounter.disposition != FOLLOW_UP):
        return
    reasons = tuple(one for one in list_reasons(encounter) if leaves or one.kind in (HOSPITAL, DANGER_SIGN))
    if reasons:
        code = "discharge" if leaves else "follow_up_only"
        yield Finding(
            code,
            Severity.ASK,
            departure or "visit.disposition",
            {"reasons": reasons, **_shown_signs(encounter, reasons)},
        )


def list_reasons(encounter: Encounter) -> tuple[DischargeReason, ...]:
    """Return everything that speaks against a discharge, in the order in which it is said."""
    return (*_triage(encounter), *_signs(encounter), *_newborns(encounter), *_answers(encounter), *_wasting(encounter))


def departure_question(encounter: Encounter) -> str:
    """Return the question by which a form says that the person travels on; empty where none says so."""
    asked = ((name, get_form(name).service.departure) for name in encounter.forms)
    return next((f"{name}.{question}" for name, question in asked if question), "")


def stands(signs: Answers, patient: Patient, colour: str) -> bool:
    """Return whether anything stands against choosing a discharge for the clinician."""
    return colour in (RED, "yellow") or bool(danger_signs(signs, patient)) or bool(red_by_measure(signs, patient))


def _triage(encounter: Encounter) -> Iterator[DischargeReason]:
    """Judge the triage by its colour and its criteria: a nurse who ticked stridor saw what no instrument measures."""
    if encounter.colour == RED:
        yield DischargeReason(COLOUR, "triage", "colour", (RED,))
    ticked = encounter.criteria | frozenset(codes_in(encounter.answers("triage").get("red_signs")))
    if departure_question(encounter) and encounter.patient.is_pregnant:
        yield DischargeReason(PREGNANT, "anc")
    if ticked - {NONE}:
        yield DischargeReason(CRITERIA, "triage", "red_signs", tuple(sorted(ticked - {NONE})))


def _shown_signs(encounter: Encounter, reasons: tuple[DischargeReason, ...]) -> dict[str, object]:
    """Return the values of the signs among the reasons, and which side of its limit each is on."""
    named = {code for one in reasons if one.kind == SIGNS for code in one.codes}
    names = [name for code in sorted(named) for name in (PRESSURES if code == "bp" else (code,))]
    signs = {name: encounter.signs[name] for name in names if name in encounter.signs}
    return {"signs": signs, "marks": {name: mark(name, value, encounter.patient) for name, value in signs.items()}}


def _signs(encounter: Encounter) -> Iterator[DischargeReason]:
    names = danger_signs(encounter.signs, encounter.patient, travels=bool(departure_question(encounter)))
    names -= {DANGER_U5}  # said with the other answers, of this visit or of the hours before
    if names:
        yield DischargeReason(SIGNS, "vitals", "", tuple(sorted(names)))
    patient = Patient(encounter.patient.age, encounter.patient.sex, pregnant=True)
    for name in ("hb", "fhr"):
        value = encounter.answers("anc").get(name)
        if is_beyond(name, value, Level.DANGER, patient):
            yield DischargeReason(DANGER_SIGN, "anc", name, (str(value),))


def _newborns(encounter: Encounter) -> Iterator[DischargeReason]:
    for row in rows_in(encounter.answers("pnc").get("newborn")):
        value = number_in(row.get("temp_c"))
        if is_beyond("temp_c", value, Level.DANGER, newborn_patient(encounter.answers("pnc"), encounter.day)):
            yield DischargeReason(DANGER_SIGN, "pnc", "newborn.temp_c", (str(value),))


def _answers(encounter: Encounter) -> Iterator[DischargeReason]:
    for row in list_discharge_rows():
        answers = (
            {**encounter.signs, **encounter.answers(row.form)} if row.form == "vitals" else encounter.answers(row.form)
        )
        for question in row.fields:
            found = tuple(dict.fromkeys(code for value in _values(answers, question) for code in row.found_in(value)))
            if found:
                yield DischargeReason(row.kind, row.form, question, found)


def _values(answers: Answers, question: str) -> Iterator[object]:
    group, dot, column = question.rpartition(".")
    if not dot:
        yield answers.get(question)
    for row in rows_in(answers.get(group)) if dot else ():
        yield row.get(column)


def _wasting(encounter: Encounter) -> Iterator[DischargeReason]:
    signs, age = encounter.signs, encounter.patient.age
    if age is None or age.months >= 60 or not is_wasted(signs, encounter.patient):
        return
    if has_oedema(signs):
        yield DischargeReason(PLAN, "vitals", "oedema", codes_in(signs.get("oedema")))
    elif number_in(signs.get("z_wflh")) is not None:
        yield DischargeReason(PLAN, "vitals", "z_wflh", (str(signs["z_wflh"]),))
