"""Danger in pregnancy and in the 42 days after birth: pre-eclampsia, anaemia, the child's heart, term, depression.

The numbers and their sources stand in `maternal.toml` and `vital_limits.toml`. A referral answers all of it.

Sources: WHO, Managing complications in pregnancy and childbirth (2nd edition, 2017) for pre-eclampsia; WHO on
induction (2022) for term; WHO on haemoglobin (2011) for anaemia; FIGO (2015) for the child's heart; PHQ-2 for
depression (Kroenke, Spitzer, Williams 2003).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from posta.clinical.data_files import read_table
from posta.clinical.encounter import Encounter, codes_in, number_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.patient import Patient
from posta.clinical.signs.vital_limits import PRESSURES, Level, is_beyond

TERM = timedelta(days=280)
REFERRED = frozenset({"ref_moh", "ref_int", "obs"})
FORMS = ("anc", "pnc")
EXPECTING = Patient(pregnant=True)


def review_maternal(encounter: Encounter) -> Iterator[Finding]:
    """Judge an antenatal or postnatal visit, and the pressure of a woman known to be pregnant in any visit."""
    form = next((name for name in FORMS if name in encounter.forms), "")
    answers = encounter.answers(form)
    if not form and not (encounter.patient.is_obstetric and encounter.disposition):
        return
    yield from _depression(encounter)
    yield from _obstetric_history(encounter.answers("anc"))
    if answers.get("refer") is True or encounter.disposition in REFERRED:
        return
    yield from _pressure(encounter, form or "vitals")
    if form == "anc":
        yield from _mother_and_child(encounter)


def _pressure(encounter: Encounter, form: str) -> Iterator[Finding]:
    rule = _rule("preeclampsia")
    values = {name: _pressure_of(encounter, form, name) for name in PRESSURES}
    systolic, diastolic = values["sbp"] or 0, values["dbp"] or 0
    weeks = weeks_of(encounter)
    early = form != "pnc" and weeks is not None and weeks < rule["from_weeks"]
    if early or (systolic < rule["systolic"] and diastolic < rule["diastolic"]):
        return
    danger_signs = {code for name in FORMS for code in codes_in(encounter.answers(name).get("danger"))}
    protein = not set(rule["protein"]).isdisjoint(codes_in(encounter.answers("anc").get("urine")))
    grave = protein or not danger_signs.isdisjoint(rule["symptoms"])
    path = f"{form}.sbp" if values["sbp"] else f"{form}.dbp"
    code = "preeclampsia" if grave else "pregnancy_pressure"
    yield Finding(code, Severity.ASK, path, {"sbp": values["sbp"] or "–", "dbp": values["dbp"] or "–"})


def _pressure_of(encounter: Encounter, form: str, name: str) -> float | None:
    """Return the pressure of the form itself, else the last one measured."""
    own = number_in(encounter.answers(form).get(name))
    return number_in(encounter.signs.get(name)) if own is None else own


def _mother_and_child(encounter: Encounter) -> Iterator[Finding]:
    answers = encounter.answers("anc")
    haemoglobin = answers.get("hb")
    if is_beyond("hb", haemoglobin, Level.DANGER, EXPECTING):
        yield Finding("anaemia_severe", Severity.ASK, "anc.hb", {"value": haemoglobin})
    elif is_beyond("hb", haemoglobin, Level.USUAL, EXPECTING):
        yield Finding("anaemia", Severity.NOTE, "anc.hb", {"value": haemoglobin})
    if is_beyond("fhr", answers.get("fhr"), Level.DANGER, EXPECTING):
        yield Finding("fetal_heart", Severity.ASK, "anc.fhr", {"value": answers["fhr"]})
    due = answers.get("edd")
    if isinstance(due, date) and (encounter.day - (due - TERM)).days >= _rule("post_term")["days"]:
        yield Finding("post_term", Severity.ASK, "anc.lmp", {"weeks": (encounter.day - (due - TERM)).days // 7})


def _depression(encounter: Encounter) -> Iterator[Finding]:
    score = number_in(encounter.answers("pnc").get("phq2"))
    if score is not None and score >= _rule("depression")["phq2"]:
        yield Finding("phq2_positive", Severity.ASK, "pnc.phq2", {"value": score})


def _obstetric_history(answers: Mapping[str, object]) -> Iterator[Finding]:
    """Ask when the pregnancies are not the births, the losses and, unless it has ended, this one.

    Without a number of losses only too few pregnancies are asked about. Source: reVITALize (2014), `maternal.toml`.
    """
    gravida, parity, losses, caesareans = (answers.get(name) for name in ("gravida", "parity", "abortions", "cs_prev"))
    if isinstance(gravida, int) and isinstance(parity, int):
        lost = losses if isinstance(losses, int) else 0
        this = 1 if answers.get("outcome") in (None, "goes_on") else 0
        others = gravida - parity - lost
        if others < this or (isinstance(losses, int) and others > 1):
            yield Finding(
                "obstetric_history", Severity.ASK, "anc.gravida", {"gravida": gravida, "parity": parity, "losses": lost}
            )
    if isinstance(parity, int) and isinstance(caesareans, int) and caesareans > parity:
        yield Finding("more_caesareans", Severity.ASK, "anc.cs_prev", {"parity": parity, "caesareans": caesareans})


def weeks_of(encounter: Encounter) -> int | None:
    """Return the completed weeks of the pregnancy: as this visit computes them, else as they were known."""
    weeks = number_in(encounter.answers("anc").get("ga_weeks"))
    return encounter.patient.weeks if weeks is None else int(weeks)


def _rule(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_table("maternal")[name]
    return found
