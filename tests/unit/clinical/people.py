"""People and visits that the tests of the clinical rules share."""

from datetime import date

from posta.catalog.language.answer_context import Age
from posta.clinical.encounter import Encounter
from posta.clinical.patient import Patient

DAY = date(2018, 11, 25)


def aged(years: int = 0, months: int = 0, days: int = 0, **more: object) -> Patient:
    """Somebody of this age; days alone are those of a young infant."""
    all_months = 12 * years + months or days // 30
    return Patient(Age(all_months // 12, all_months, max(days, all_months * 365 // 12)), **more)  # type: ignore[arg-type]


GROWN, CHILD, BABY, YOUNG = aged(30), aged(4), aged(months=9), aged(days=35)
PREGNANT = aged(24, sex="f", pregnant=True, weeks=34)
AFTER_BIRTH = aged(24, sex="f", pregnant=False, days_after_birth=10)


def visit(patient: Patient, disposition: str = "home", **forms: dict[str, object]) -> Encounter:
    """A visit that ends so; its vital signs are those written."""
    signs = {**forms.get("vitals", {})}
    return Encounter(patient, {"visit": {"disposition": disposition}, **forms}, DAY, signs)
