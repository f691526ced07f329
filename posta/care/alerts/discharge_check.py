"""Whether somebody with signs of alarm really goes on their way: asked once before the visit is signed.

A red triage speaks against it whoever gave it. Of signs, what is being written counts first, then what anybody measured in the
last twelve hours; in maternal care also its own danger signs, the mother's and a newborn's. What was found speaks against it
where it is treated in a hospital as a rule (`terms/not_home.toml`).
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.alerts.latest_vitals import PRESSURE_FIELDS, last_values
from posta.care.alerts.urgency import RED, find_triage_colour
from posta.care.alerts.vital_alerts import critical_signs
from posta.care.display.answer_text import format_value
from posta.care.display.entry_summary import vitals_by_name
from posta.care.entry.disposition import DISCHARGED
from posta.catalog.alarms import LASTS, Signs
from posta.catalog.errors import Problem
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.answer_context import NO_ANSWERS, compute_age
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import list_filled
from posta.chart.record.person import Person
from posta.clock import to_millis
from posta.formkit.language import current_language
from posta.terms.lists import get_list
from posta.terms.not_home import list_not_home

Forms = Mapping[str, Mapping[str, object]]
NO_DANGER = "none"


def discharge_warnings(actor: Actor, person: Person, forms: Forms, colour: str | None = None) -> tuple[Problem, ...]:
    """The doubt whether they go on, as far as what is known speaks against it, in a fixed number of queries.

    `colour` is that of their triage, where the page knows it. A form of departure says by itself that they go.
    """
    departures = (f"{name}.{day}" for name in forms if (day := get_form(name).service.departure))
    goes_on = forms.get(VISIT_FORM, NO_ANSWERS).get("disposition") == DISCHARGED
    asked = next(departures, f"{VISIT_FORM}.disposition" if goes_on else "")
    if not asked:
        return ()
    seen_as = find_triage_colour(actor, person) if colour is None else colour
    told = " · ".join(
        (
            *_red_triage(seen_as),
            *_critical_vitals(actor, person, _current_vitals(actor, person, forms)),
            *_danger_signs(forms),
        )
    )
    found = " · ".join(_inpatient_conditions(forms))
    reasons = (
        _("Danger signs: %(signs)s.") % {"signs": told} if told else "",
        _("Usually treated in hospital: %(what)s.") % {"what": found} if found else "",
    )
    words = " ".join((*filter(None, reasons), _("Discharge anyway?")))
    return (Problem(asked, words.replace("%", "%%")),) if any(reasons) else ()


def _red_triage(colour: str) -> tuple[str, ...]:
    """That triage said red: whoever ticked it saw what no instrument measures."""
    words = get_list("triage_colour").label(colour, current_language())
    return (_("Triage: %(colour)s") % {"colour": words},) if colour == RED else ()


def _current_vitals(actor: Actor, person: Person, forms: Forms) -> dict[str, object]:
    since = to_millis(actor.now) - LASTS
    filled = list_filled(actor.desk.cursor, [person.id], actor.desk.keyring, get_form("vitals"), since)
    written = {name: value for form in forms if get_form(form).service.own_signs for name, value in forms[form].items()}
    again = {*written, *(PRESSURE_FIELDS if any(name in written for name in PRESSURE_FIELDS) else ())}
    return {n: v for n, v in last_values(filled.get(person.id, ())).items() if n not in again} | written


def _critical_vitals(actor: Actor, person: Person, signs: Signs) -> Iterator[str]:
    age = compute_age(person.answers, actor.today)
    grave, _pregnant = critical_signs(actor, person, signs, age)
    yield from (f"{part.words} {part.sign}" for name, part in vitals_by_name(signs, age).items() if name in grave)


def _inpatient_conditions(forms: Forms) -> Iterator[str]:
    """What is being written that is treated in a hospital as a rule, each once; what is no diagnosis with its question."""
    said: dict[str, None] = {}
    for row in list_not_home():
        answers, form = forms.get(row.form, NO_ANSWERS), get_form(row.form)
        for field in map(form.field, row.fields):
            codes = [code for code in as_codes(answers.get(field.name) or ()) if code in row.codes]
            words = format_value(field, tuple(codes) if field.type == "many" else codes[0]) if codes else ""
            said |= (
                {words if field.type == "code" else f"{field.label(current_language())} {words}": None} if words else {}
            )
    yield from said


def _danger_signs(forms: Forms) -> Iterator[str]:
    dangers, anc = forms.get("anc", NO_ANSWERS).get("danger"), get_form("anc").field("danger")
    codes = tuple(code for code in dangers if code != NO_DANGER) if isinstance(dangers, tuple | list) else ()
    if codes:
        yield format_value(anc, codes)
    newborns = forms.get("pnc", NO_ANSWERS).get("newborn")
    if isinstance(newborns, tuple | list) and any(one.get("danger") is True for one in newborns):
        yield get_form("pnc").field("newborn").label(current_language())
