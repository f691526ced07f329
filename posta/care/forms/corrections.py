"""A correction: the entry's forms with their answers, changed and signed anew. Nothing is overwritten."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.contact import check_can_write
from posta.acts.correction import check_can_correct, untouched_by
from posta.acts.duty import Duty
from posta.care.clinic import for_carers, id_from, staff_names, the_person
from posta.care.duty import note_reading
from posta.care.forms.answering import answer
from posta.care.forms.page import Page
from posta.care.sealed import ask_for_words
from posta.care.words import day_words, local_moment
from posta.catalog import kinds
from posta.catalog.form import get_form
from posta.chart.people import Person
from posta.chart.timeline import Item, find_item, find_seals, list_corrections
from posta.clock import moment_of
from posta.ids import EntryId

CORRECTABLE = (kinds.CONTACT, kinds.CORRECTION)


@require_http_methods(["GET", "POST"])
@for_carers
def correct(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Write an entry anew. Refused to those who may not record every form in it, or not here."""
    found = find_item(duty.desk.cursor, EntryId(id_from(code)), duty.desk.keyring)
    if found is None or found[0] is None or found[1].kind not in CORRECTABLE or found[1].reserved:
        raise Http404
    person, item = the_person(duty, found[0].hex()), found[1]
    names = [name for name, answers in item.forms.items() if answers]
    if not names:  # nothing of it can be shown, so nothing can be written anew in its place
        raise Http404
    check_can_write(duty, names)
    check_can_correct(duty, person.id, item.entry)
    seals = find_seals(duty.desk.cursor, item.entry, duty.desk.keyring)
    may_read_more = seals.closed and duty.staff.trade.person_held
    closed = ask_for_words(request) if may_read_more else None
    if closed is not None:
        return closed
    note_reading(duty, person.id)
    return answer(request, _page(duty, person, item, names, code))


def _page(duty: Duty, person: Person, item: Item, names: list[str], code: str) -> Page:
    forms = tuple(sorted((get_form(name) for name in names), key=lambda form: (form.name == "visit", form.number)))
    return Page(
        duty, person, forms, f"entries/{code}/correct", f"/people/{person.id.hex()}/",
        before=item.forms, corrects=item.entry, at=moment_of(item.occurred), untouched=untouched_by(duty, item.entry),
        corrected=_tell_corrections(duty, item),
    )  # fmt: skip


def _tell_corrections(duty: Duty, item: Item) -> tuple[str, ...]:
    """Return in words who has corrected this entry already, perhaps since the page was opened: both would stand."""
    cursor, told = duty.desk.cursor, []
    found = list_corrections(cursor, item.entry, duty.desk.keyring)
    staff = staff_names(cursor) if found else {}
    for one in found:
        at, who = local_moment(duty, one.recorded), staff.get(one.author or b"") or _("A colleague")
        said = {"who": who, "when": f"{day_words(at.date(), duty.today)}, {at:%H:%M}"}
        told.append(
            _("%(who)s corrected this entry already (%(when)s). If you sign, both stay until one is withdrawn.") % said
        )
    return tuple(told)
