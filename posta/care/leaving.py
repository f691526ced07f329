"""Whether somebody with signs of alarm really goes on their way: asked once before the visit is signed.

A red triage speaks against it whoever gave it. Of signs, what is being written counts first, then what anybody measured in the
last twelve hours; in maternal care also its own danger signs, the mother's and a newborn's. What was found speaks against it
where it is treated in a hospital as a rule (`terms/not_home.toml`).
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.alarms import find_grave
from posta.care.outcome import GOES_ON
from posta.care.signs import PRESSURES, last_values
from posta.care.summaries import named_signs
from posta.care.telling import value_words
from posta.care.urgency import RED, find_colour
from posta.care.words import language
from posta.catalog.alarms import LASTS, Signs
from posta.catalog.condition import codes_of
from posta.catalog.context import NOTHING, age_of
from posta.catalog.errors import Problem
from posta.catalog.form import get_form
from posta.chart.people import Person
from posta.chart.timeline import list_filled
from posta.clock import millis_of
from posta.terms.lists import get_list
from posta.terms.not_home import list_not_home

Forms = Mapping[str, Mapping[str, object]]
MEASURED = ("vitals", "ncd")  # forms with vital signs of the person; a newborn has its own in `pnc`
NO_DANGER = "none"
DEPARTS = "move"  # the form of who leaves for the next stop


def doubts_about_leaving(duty: Duty, person: Person, forms: Forms, colour: str | None = None) -> tuple[Problem, ...]:
    """The doubt whether they go on, as far as what is known speaks against it, in a fixed number of queries.

    `colour` is that of their triage, where the page knows it. A form of departure says by itself that they go.
    """
    if DEPARTS in forms:
        asked = f"{DEPARTS}.leave_date"
    elif forms.get("visit", NOTHING).get("disposition") == GOES_ON:
        asked = "visit.disposition"
    else:
        return ()
    seen_as = find_colour(duty, person) if colour is None else colour
    told = " · ".join((*_red(seen_as), *_alarming(duty, person, _signs_now(duty, person, forms)), *_dangers(forms)))
    found = " · ".join(_not_home(forms))
    reasons = (
        _("Signs of alarm: %(signs)s.") % {"signs": told} if told else "",
        _("Treated in a hospital as a rule: %(what)s.") % {"what": found} if found else "",
    )
    words = " ".join((*filter(None, reasons), _("Does this person really go on their way?")))
    return (Problem(asked, words.replace("%", "%%")),) if any(reasons) else ()


def _red(colour: str) -> tuple[str, ...]:
    """That triage said red: whoever ticked it saw what no instrument measures."""
    words = get_list("triage_colour").label(colour, language())
    return (_("Triage: %(colour)s") % {"colour": words},) if colour == RED else ()


def _signs_now(duty: Duty, person: Person, forms: Forms) -> dict[str, object]:
    since = millis_of(duty.now) - LASTS
    filled = list_filled(duty.desk.cursor, [person.id], duty.desk.keyring, get_form("vitals"), since)
    written = {name: value for form in MEASURED for name, value in forms.get(form, NOTHING).items()}
    again = {*written, *(PRESSURES if any(name in written for name in PRESSURES) else ())}
    return {n: v for n, v in last_values(filled.get(person.id, ())).items() if n not in again} | written


def _alarming(duty: Duty, person: Person, signs: Signs) -> Iterator[str]:
    age = age_of(person.answers, duty.today)
    grave, _pregnant = find_grave(duty, person, signs, age)
    yield from (f"{part.words} {part.sign}" for name, part in named_signs(signs, age).items() if name in grave)


def _not_home(forms: Forms) -> Iterator[str]:
    """What is being written that is treated in a hospital as a rule, each once; what is no diagnosis with its question."""
    said: dict[str, None] = {}
    for row in list_not_home():
        answers, form = forms.get(row.form, NOTHING), get_form(row.form)
        for field in map(form.field, row.fields):
            codes = [code for code in codes_of(answers.get(field.name) or ()) if code in row.codes]
            words = value_words(field, tuple(codes) if field.type == "many" else codes[0]) if codes else ""
            said |= {words if field.type == "code" else f"{field.label(language())} {words}": None} if words else {}
    yield from said


def _dangers(forms: Forms) -> Iterator[str]:
    dangers, anc = forms.get("anc", NOTHING).get("danger"), get_form("anc").field("danger")
    codes = tuple(code for code in dangers if code != NO_DANGER) if isinstance(dangers, tuple | list) else ()
    if codes:
        yield value_words(anc, codes)
    newborns = forms.get("pnc", NOTHING).get("newborn")
    if isinstance(newborns, tuple | list) and any(one.get("danger") is True for one in newborns):
        yield get_form("pnc").field("newborn").label(language())
