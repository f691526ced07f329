"""Wasting and thinness by age: what the arm, oedema and weight for height say, and scores that cannot be believed.

Bands of the arm come from `vital_limits.toml`; z-scores are those of WHO: severe below -3, moderate below -2, and beyond 5
either way a value to be measured again (WHO Anthro). A score beyond that counts all the same: a child at -5.7 is wasted.

Sources: WHO Child Growth Standards (2006) for the scores (`posta.terms.growth_standards`); WHO, IMCI (2014) and the guideline
on wasting and nutritional oedema (2023) for the arm and oedema.

>>> nutrition_class({"z_wflh": -5.7, "muac_mm": 130}, Patient(Age(0, 9, 280)))
'SAM'
"""

from collections.abc import Iterator

from posta.catalog.language.answer_context import Age
from posta.clinical.encounter import Encounter, number_in
from posta.clinical.findings import Finding, Severity
from posta.clinical.patient import Patient
from posta.clinical.signs.triage_criteria import SEVERE_Z, has_oedema
from posta.clinical.signs.vital_limits import Level, Signs, is_beyond, limits

MODERATE_Z = -2.0
IMPLAUSIBLE_Z = 5.0
Z_MONTHS = 60
TODDLER = Age(2, 24, 730)  # whose bands hold for a child of unknown age: the form is for children
SEVERE, MODERATE, NORMAL = "SAM", "MAM", "normal"


def nutrition_class(signs: Signs, patient: Patient) -> str | None:
    """Return SAM, MAM or normal; None where none of them can be said.

    Without a MUAC nobody is classed as normal, and an age without bands has no class.
    """
    if patient.age is None and not patient.is_obstetric:
        patient = Patient(TODDLER, patient.sex)
    muac = signs.get("muac_mm")
    z = number_in(signs.get("z_wflh")) if patient.judged_age.months < Z_MONTHS else None
    if has_oedema(signs) or is_beyond("muac_mm", muac, Level.DANGER, patient) or (z is not None and z < SEVERE_Z):
        return SEVERE
    if is_beyond("muac_mm", muac, Level.USUAL, patient) or (z is not None and z < MODERATE_Z):
        return MODERATE
    has_bands = limits("muac_mm", Level.DANGER, patient)[0] is not None
    return NORMAL if has_bands and number_in(muac) is not None else None


def review_growth(encounter: Encounter) -> Iterator[Finding]:
    """Ask for another look at a weight for height that is hardly possible."""
    z = number_in(encounter.signs.get("z_wflh"))
    written = encounter.answers("vitals")
    if z is not None and abs(z) > IMPLAUSIBLE_Z and {"weight_kg", "height_cm"} & set(written):
        yield Finding("z_implausible", Severity.ASK, "vitals.weight_kg", {"value": z})
