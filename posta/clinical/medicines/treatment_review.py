"""Every rule on what is given at an encounter, in one list: medicines, vaccines, methods, and what contradicts a pregnancy.

A finding that asks for a reason cannot be confirmed before the form holds one; then it asks like any other.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from posta.clinical.findings import Finding, Severity
from posta.clinical.medicines.contraception import review_contraception
from posta.clinical.medicines.drug_safety import review_medicines
from posta.clinical.medicines.treatment import OVERRIDE, Treatment
from posta.clinical.medicines.vaccines import review_vaccines

SHORTEST = 3  # letters of a reason
Rule = Callable[[Treatment], Iterator[Finding]]


def review_treatment(treatment: Treatment) -> Iterator[Finding]:
    """Judge what is given; what asks for a reason only asks once a reason is written in the same form."""
    for rule in RULES:
        for finding in rule(treatment):
            yield _with_reason(finding, treatment)


def review_pregnancy_answer(treatment: Treatment) -> Iterator[Finding]:
    """Ask when vital signs say "not pregnant" of a woman whom antenatal care knows to be."""
    if treatment.answers("vitals").get("preg_status") == "n" and treatment.was_pregnant:
        yield Finding("pregnancy_conflict", Severity.ASK, "vitals.preg_status")


def has_reason(words: object) -> bool:
    """Return whether a form holds a written reason."""
    return isinstance(words, str) and len(words.strip()) >= SHORTEST


def _with_reason(finding: Finding, treatment: Treatment) -> Finding:
    written = has_reason(treatment.answers(finding.path.partition(".")[0]).get(OVERRIDE))
    return replace(finding, severity=Severity.ASK) if finding.severity is Severity.ASK_REASON and written else finding


RULES: tuple[Rule, ...] = (review_medicines, review_vaccines, review_contraception, review_pregnancy_answer)
