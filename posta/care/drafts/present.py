"""A draft in a list: which form, of whom, since when; never what it says."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.drafting import address_of
from posta.care.unshown import line_words
from posta.care.words import day_words, language, veiled
from posta.catalog.errors import UnknownForm
from posta.catalog.form import SEALED, get_form
from posta.chart.registers import find_person
from posta.clock import at_place
from posta.ids import PersonId
from posta.mission.permissions import can_give_care
from posta.node.drafts import DraftNote


@dataclass(frozen=True, slots=True)
class PresentedDraft:
    """One row; `name` is empty for a form about no person, `href` when the person was taken out of the register since."""

    key: str
    page: str
    href: str
    what: str
    when: str
    name: str = ""
    veiled: str = ""


def present_draft(duty: Duty, note: DraftNote) -> PresentedDraft:
    """The row of one draft. A sealed form is called only a form: the list lies open on a desk."""
    parts = note.key.split("/")
    at = at_place(note.kept_at, duty.zone)
    when = f"{day_words(at.date(), duty.today)}, {at:%H:%M}"
    person = find_person(duty.desk.cursor, PersonId(bytes.fromhex(parts[1]))) if _is_known(parts) else None
    shown = person is not None and can_give_care(duty.staff) and not _is_reserved(parts)
    return PresentedDraft(
        key=note.key,
        page=note.page,
        href="" if person is None and _is_known(parts) else address_of(note.key, note.page),
        what=_what(parts),
        when=when,
        name=person.name if person and shown else "",
        veiled=veiled(person) if person and shown else "",
    )


def unshown_draft(note: DraftNote) -> PresentedDraft:
    """The row of a draft of which nothing more can be said; it can be thrown away."""
    return PresentedDraft(key=note.key, page=note.page, href="", what=_("Form"), when=line_words())


def _is_known(parts: list[str]) -> bool:
    """Whether it is about somebody who is registered."""
    return parts[0] == "people" and not parts[1].startswith("new")


def _is_reserved(parts: list[str]) -> bool:
    try:
        return get_form(parts[-1]).compartment in SEALED
    except UnknownForm:
        return False


def _what(parts: list[str]) -> str:
    place = {"admin": _("Administration"), "sync": _("Exchange")}.get(parts[0], "")
    if place:
        return place
    if parts[-1] == "consultation":
        return _("Consultation")
    if parts[-1] == "correct":
        return _("Correction")
    if parts[-1] == "edit":
        return _("Amend their data")
    if parts[-1].startswith("new"):
        return _("Registration")
    if _is_reserved(parts):
        return _("Reserved form")
    try:
        return get_form(parts[-1]).label(language())
    except UnknownForm:
        return _("Form")
