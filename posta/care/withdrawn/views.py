"""The lists of what was marked as entered in error, and taking one back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from posta.acts.duty import Duty
from posta.acts.undo import check_can_withdraw_entry, record_reinstatement
from posta.care.clinic import for_carers, id_from, taken, the_person
from posta.care.duty import note_reading
from posta.care.header import head_of
from posta.care.signing import once
from posta.care.withdrawals import present_withdrawn, present_withdrawn_of
from posta.chart.registers import find_person
from posta.chart.timeline import find_item
from posta.chart.withdrawals import list_withdrawals
from posta.ids import EntryId


@require_GET
@for_carers
def show_withdrawn(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Show what was marked as an error at this post in the last 30 days."""
    return render(request, "care/withdrawn/of_post.html", {"rows": present_withdrawn(duty)})


@require_GET
@for_carers
def show_withdrawn_of(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Show what was ever marked as an error of a person."""
    person = the_person(duty, code)
    note_reading(duty, person.id)
    context = {
        "person": head_of(person, duty, back=f"/people/{person.id.hex()}/"),
        "rows": present_withdrawn_of(duty, person),
    }
    return render(request, "care/withdrawn/of_person.html", context)


@require_POST
@once
@for_carers
def reinstate(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Let an entry hold again; pressed twice, it is done once."""
    found = find_item(duty.desk.cursor, EntryId(id_from(code)), duty.desk.keyring)
    person = find_person(duty.desk.cursor, found[0]) if found and found[0] else None
    if found is None or person is None:
        raise Http404
    entry = found[1].entry
    check_can_withdraw_entry(duty, entry)
    done = record_reinstatement(duty, person, entry) if list_withdrawals(duty.desk.cursor, entry) else None
    return taken(f"/people/{person.id.hex()}/", done)
