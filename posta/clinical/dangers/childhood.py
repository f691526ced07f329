"""IMCI classes of small children that the measures give: fast breathing, fever of a young infant (WHO, IMCI 2014)."""

from collections.abc import Iterator

from posta.clinical.encounter import Encounter
from posta.clinical.findings import Finding, Severity
from posta.clinical.signs.vital_limits import Level, is_beyond

UNTIL_MONTHS = 60


def review_childhood(encounter: Encounter) -> Iterator[Finding]:
    """Note fast breathing by age, which is a sign of pneumonia and of itself no reason against a discharge."""
    age, rate = encounter.patient.age, encounter.answers("vitals").get("rr")
    if age is None or age.months >= UNTIL_MONTHS:
        return
    if is_beyond("rr", rate, Level.USUAL, encounter.patient) == "high":
        yield Finding("fast_breathing", Severity.NOTE, "vitals.rr", {"value": rate})
