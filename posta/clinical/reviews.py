"""Every clinical rule that judges an encounter, in one list: the same at every door."""

from collections.abc import Iterator

from posta.clinical.dangers.childhood import review_childhood
from posta.clinical.dangers.discharge import review_discharge
from posta.clinical.dangers.exposure import review_exposure
from posta.clinical.dangers.fitness import review_fitness
from posta.clinical.dangers.maternal import review_maternal
from posta.clinical.dangers.mental_scores import review_mental_scores
from posta.clinical.dangers.suicide_risk import review_suicide_risk
from posta.clinical.encounter import Encounter, Review
from posta.clinical.findings import Finding
from posta.clinical.medicines.treatment_review import review_treatment
from posta.clinical.signs.growth import review_growth
from posta.clinical.signs.triage_review import review_triage


def review_given(encounter: Encounter) -> Iterator[Finding]:
    """Judge the medicines, methods and vaccines that are given."""
    if encounter.treatment is not None:
        yield from review_treatment(encounter.treatment)


REVIEWS: tuple[Review, ...] = (
    review_triage,
    review_childhood,
    review_growth,
    review_maternal,
    review_exposure,
    review_suicide_risk,
    review_mental_scores,
    review_given,
    review_discharge,
    review_fitness,
)


def review_encounter(encounter: Encounter) -> tuple[Finding, ...]:
    """Return what every rule finds, in the order of the rules."""
    return tuple(finding for review in REVIEWS for finding in review(encounter))
