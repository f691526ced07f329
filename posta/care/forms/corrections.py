"""A correction: the entry's forms with their answers, changed and signed anew. Nothing is overwritten."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from posta.acts.contact import check_can_write
from posta.acts.correction import untouched_by
from posta.acts.duty import Duty
from posta.care.clinic import for_carers, id_from, the_person
from posta.care.duty import note_reading
from posta.care.forms.answering import answer
from posta.care.forms.page import Page
from posta.care.sealed import ask_for_words
from posta.catalog import kinds
from posta.catalog.form import get_form
from posta.chart.people import Person
from posta.chart.timeline import Item, find_item, find_seals
from posta.clock import moment_of
from posta.ids import EntryId

CORRECTABLE = (kinds.CONTACT, kinds.CORRECTION)


@require_http_methods(["GET", "POST"])
@for_carers
def correct(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Write an entry anew. Refused to those who may not record every form in it."""
    found = find_item(duty.desk.cursor, EntryId(id_from(code)), duty.desk.keyring)
    if found is None or found[0] is None or found[1].kind not in CORRECTABLE or found[1].reserved:
        raise Http404
    person, item = the_person(duty, found[0].hex()), found[1]
    names = [name for name, answers in item.forms.items() if answers]
    check_can_write(duty, names)
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
    )  # fmt: skip
