"""IMCI classes of small children that measures and triage give: fast breathing, general danger signs (WHO, IMCI 2014).

The danger signs and breaths are those of WHO, Integrated Management of Childhood Illness, chart booklet (2014); which
criteria of the triage ask for the same stands in `childhood.toml` (Interagency Integrated Triage Tool; WHO, ICRC,
MSF).
"""

from collections.abc import Iterator, Mapping

from posta.clinical.encounter import Encounter
from posta.clinical.findings import Finding, Severity
from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import dangers_in_criteria
from posta.clinical.signs.vital_limits import DANGER_U5, Level, Signs, is_beyond, ticked_dangers

UNTIL_MONTHS = 60


def derive_dangers(
    signs: Signs, written: Signs, criteria: frozenset[str], patient: Patient
) -> Mapping[str, tuple[str, ...]]:
    """Return the danger signs of a child under five, those that its triage ticked under another name among them.

    What is `written` now stands: the child was looked at again.
    """
    age = patient.age
    if age is None or age.months >= UNTIL_MONTHS or DANGER_U5 in written:
        return {}
    found = ticked_dangers(signs) | dangers_in_criteria(criteria)
    return {DANGER_U5: tuple(sorted(found))} if found else {}


def review_childhood(encounter: Encounter) -> Iterator[Finding]:
    """Note fast breathing by age, which is a sign of pneumonia and of itself no reason against a discharge."""
    age, rate = encounter.patient.age, encounter.answers("vitals").get("rr")
    if age is None or age.months >= UNTIL_MONTHS:
        return
    if is_beyond("rr", rate, Level.USUAL, encounter.patient) == "high":
        yield Finding("fast_breathing", Severity.NOTE, "vitals.rr", {"value": rate})
