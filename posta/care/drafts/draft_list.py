"""One draft in the list of drafts: its form, its person and its hour; never its content."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog.errors import UnknownForm
from posta.catalog.language.form import SEALED, get_form
from posta.chart.record.person_registers import find_person
from posta.clock import to_local
from posta.formkit.language import current_language
from posta.ids import PersonId
from posta.mission.rules.permissions import can_give_care
from posta.node.drafts import DraftNote
from posta.web.formatting import format_day, masked_name
from posta.web.pages.drafts import draft_address
from posta.web.placeholders import line_placeholder


@dataclass(frozen=True, slots=True, repr=False)
class DraftRow:
    """One row; `name` is empty for a form about no person, `href` if the person has left the register since."""

    key: str
    page: str
    href: str
    what: str
    when: str
    name: str = ""
    veiled: str = ""


def present_draft(actor: Actor, note: DraftNote) -> DraftRow:
    """Return the row of one draft; a sealed form is named only "form", because others may see the list."""
    parts = note.key.split("/")
    at = to_local(note.kept_at, actor.zone)
    when = f"{format_day(at.date(), actor.today)}, {at:%H:%M}"
    person = find_person(actor.node.cursor, PersonId(bytes.fromhex(parts[1]))) if _is_known(parts) else None
    shown = person is not None and can_give_care(actor.staff) and not _is_reserved(parts)
    return DraftRow(
        key=note.key,
        page=note.page,
        href="" if person is None and _is_known(parts) else draft_address(note.key, note.page),
        what=_describe(parts),
        when=when,
        name=person.name if person and shown else "",
        veiled=masked_name(person) if person and shown else "",
    )


def unreadable_draft(note: DraftNote) -> DraftRow:
    """Return the row of a draft that cannot be described; it can only be discarded."""
    return DraftRow(key=note.key, page=note.page, href="", what=_("Form"), when=line_placeholder())


def _is_known(parts: list[str]) -> bool:
    """Return whether the draft is about a registered person."""
    return parts[0] == "people" and not parts[1].startswith("new")


def _is_reserved(parts: list[str]) -> bool:
    try:
        return get_form(parts[-1]).compartment in SEALED
    except UnknownForm:
        return False


def _describe(parts: list[str]) -> str:
    place = {"admin": _("Administration"), "sync": _("Exchange")}.get(parts[0], "")
    if place:
        return place
    if parts[-1] == "consultation":
        return _("Consultation")
    if parts[-1] == "correct":
        return _("Correction")
    if parts[-1] == "edit":
        return _("Edit details")
    if parts[-1].startswith("new"):
        return _("Registration")
    if _is_reserved(parts):
        return _("Reserved form")
    try:
        return get_form(parts[-1]).label(current_language())
    except UnknownForm:
        return _("Form")
