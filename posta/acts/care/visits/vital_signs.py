"""Vital signs of a person, in whichever form they were taken: each form says in its `[service]` that it asks them.

A pressure of 70/40 at a chronic visit is as dangerous as one on the page of vital signs.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from posta.acts.actor import Actor
from posta.acts.care.visits.earlier_items import list_filled_forms
from posta.catalog.frame import VITALS_FORM
from posta.catalog.language.form import Form, get_form, list_forms
from posta.chart.history.timeline import FilledItem
from posta.clinical.signs.vital_limits import PRESSURES
from posta.ids import PersonId

Forms = Mapping[str, Mapping[str, object]]
MEASURED = frozenset({"temp_c", "hr", "rr", *PRESSURES, "spo2", "glucose_mgdl", "muac_mm", "avpu"})

FASTING = ("ncd", "fbg")  # a glucose before breakfast is a glucose


@cache
def list_forms_with_signs() -> tuple[Form, ...]:
    """Return the forms that ask vital signs of the person, that of vital signs first."""
    return (
        get_form(VITALS_FORM),
        *(form for form in list_forms() if form.service.own_signs and form.name != VITALS_FORM),
    )


def written_signs(forms: Forms) -> dict[str, object]:
    """Return the vital signs in the answers of one encounter; those on their own form count first."""
    taken = (pair for form in list_forms_with_signs() for pair in forms.get(form.name, {}).items())
    signs = {name: value for name, value in taken if name in MEASURED}
    signs |= forms.get(VITALS_FORM, {})
    fasting = forms.get(FASTING[0], {}).get(FASTING[1])
    return {**signs, "glucose_mgdl": fasting} if fasting is not None and "glucose_mgdl" not in signs else signs


def list_measured(actor: Actor, people: Iterable[PersonId], since: int = 0) -> dict[PersonId, list[FilledItem]]:
    """Return the vital signs of these people since a moment (ms), newest first; two queries for all."""
    wanted: Sequence[PersonId] = list(people)
    if not wanted:
        return {}
    found = list_filled_forms(actor, wanted, list_forms_with_signs(), since)
    measured: dict[PersonId, list[FilledItem]] = {}
    for person, filled in found.items():
        taken = [(item, written_signs(forms)) for item, forms in filled]
        measured[person] = [(item, signs) for item, signs in taken if signs]
    return {person: filled for person, filled in measured.items() if filled}
