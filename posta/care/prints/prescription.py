"""The prescription, A6: allergies, each medicine in two languages, who prescribed it and where; no diagnosis.

The medicine stands in the words of the pharmacy, which are those of the screen, and how to take it in the language of
the person too where that is another.
"""

from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.care.display.current_medicines import how_taken
from posta.care.prints.printable_visits import PrintableVisit, Row
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.ids import StaffId
from posta.mission.posts import find_post
from posta.mission.staff import find_staff
from posta.terms.lists import get_list
from posta.terms.medicines import medicine_label
from posta.terms.print_phrases import say, say_day
from posta.web.formatting import to_local_day
from posta.web.printing import join_allergies, list_printed_allergies, public_place_name


@dataclass(frozen=True, slots=True, repr=False)
class PrescribedMedicine:
    """A medicine with its strength and form, and how to take it; also in the person's language if it is another."""

    name: str
    how: str
    own: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Prescription:
    """Everything on a prescription. `place`, `trade` and `licence` are empty where they may not be public or are not known."""

    name: str
    code: str
    day: str
    place: str
    prescriber: str
    trade: str
    licence: str
    allergies: str
    own_allergies: str
    medicines: tuple[PrescribedMedicine, ...]
    advice: str
    spoken: str


def build_prescription(actor: Actor, person: Person, visit: PrintableVisit, spoken: str) -> Prescription:
    """Return the prescription of a visit; `spoken` is the language of the person's lines."""
    screen, item = current_language(), visit.item
    author = find_staff(actor.node.cursor, StaffId(item.author)) if item.author else None
    both = spoken != screen
    known, own = (list_printed_allergies(person.answers, language) for language in (screen, spoken))
    return Prescription(
        name=person.name,
        code=person.code,
        day=say_day(to_local_day(actor, item.occurred), screen),
        place=public_place_name(find_post(actor.node.cursor, item.post), screen),
        prescriber=author.name if author else "",
        trade=get_list("role").label(author.role, screen) if author else "",
        licence=author.licence if author and author.trade.prescribes else "",
        allergies=join_allergies(known, screen),
        own_allergies=join_allergies(own, spoken) if both else "",
        medicines=tuple(_medicine(row, screen, spoken if both else "") for row in visit.medicines),
        advice=say("show_prescription", spoken),
        spoken=spoken,
    )


def _medicine(row: Row, screen: str, spoken: str) -> PrescribedMedicine:
    name = medicine_label(str(row.get("drug", "")), screen)
    form = str(row.get("form") or "")
    words = (name[:1].upper() + name[1:], str(row.get("strength") or ""), _form_label(form, screen))
    return PrescribedMedicine(
        " · ".join(word for word in words if word), how_taken(row, screen), how_taken(row, spoken) if spoken else ""
    )


def _form_label(code: str, language: str) -> str:
    return get_list("dose_form").label(code, language).lower() if code and code != "other" else ""
