"""What a triage is asked before it is signed: green needs vital signs (IITT, step 3)."""

from collections.abc import Iterator

from posta.clinical.encounter import Encounter
from posta.clinical.findings import Finding, Severity
from posta.clinical.signs.triage_criteria import GREEN
from posta.clinical.signs.vital_limits import VITAL_SIGNS


def review_triage(encounter: Encounter) -> Iterator[Finding]:
    """Ask about a green colour where no vital sign of this visit was taken.

    Nobody is asked whose triage is one without vital signs: the board leaves that person waiting for a full one.

    Source: Interagency Integrated Triage Tool (WHO, ICRC, MSF), step 3.
    """
    measured = any(encounter.signs.get(name) is not None for name in (*VITAL_SIGNS, "avpu"))
    answers = encounter.answers("triage")
    if answers.get("colour") == GREEN and not measured and answers.get("light") is not True:
        yield Finding("green_unmeasured", Severity.ASK, "triage.colour")
