"""Whether somebody with signs of alarm really goes on their way: asked once before the visit is signed.

What is being written counts first, then what anybody measured in the last twelve hours; in maternal care also its own
danger signs, the mother's and a newborn's.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.alarms import find_grave
from posta.care.outcome import GOES_ON
from posta.care.signs import PRESSURES, last_values
from posta.care.summaries import named_signs
from posta.care.telling import value_words
from posta.care.words import language
from posta.catalog.alarms import LASTS, Signs
from posta.catalog.context import NOTHING, age_of
from posta.catalog.errors import Problem
from posta.catalog.form import get_form
from posta.chart.people import Person
from posta.chart.timeline import list_filled
from posta.clock import millis_of

Forms = Mapping[str, Mapping[str, object]]
MEASURED = ("vitals", "ncd")  # forms with vital signs of the person; a newborn has its own in `pnc`
NO_DANGER = "none"


def doubts_about_leaving(duty: Duty, person: Person, forms: Forms) -> tuple[Problem, ...]:
    """The doubt whether they go on, as far as what is known speaks against it, in a fixed number of queries."""
    if forms.get("visit", NOTHING).get("disposition") != GOES_ON:
        return ()
    told = " · ".join((*_alarming(duty, person, _signs_now(duty, person, forms)), *_dangers(forms)))
    words = _("Signs of alarm: %(signs)s. Does this person really go on their way?") % {"signs": told}
    return (Problem("visit.disposition", words.replace("%", "%%")),) if told else ()


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


def _dangers(forms: Forms) -> Iterator[str]:
    dangers, anc = forms.get("anc", NOTHING).get("danger"), get_form("anc").field("danger")
    codes = tuple(code for code in dangers if code != NO_DANGER) if isinstance(dangers, tuple | list) else ()
    if codes:
        yield value_words(anc, codes)
    newborns = forms.get("pnc", NOTHING).get("newborn")
    if isinstance(newborns, tuple | list) and any(one.get("danger") is True for one in newborns):
        yield get_form("pnc").field("newborn").label(language())
