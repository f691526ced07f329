"""The lists of entries marked as made in error, and the reinstatement of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.care.undo import check_can_withdraw_entry, record_reinstatement
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.display.entries.withdrawn_entries import present_withdrawn, present_withdrawn_of
from posta.chart.history.judged_withdrawals import list_withdrawals
from posta.chart.history.timeline import find_item
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import clinician_required, get_person_or_404, parse_id_or_404, redirect_after


@require_GET
@clinician_required
def show_withdrawn(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what was marked as an error at this post in the last 30 days."""
    return render(request, "care/withdrawn/of_post.html", {"rows": present_withdrawn(actor)})


@require_GET
@clinician_required
def show_withdrawn_of(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show every entry of a person that was ever marked as an error."""
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    context = {
        "person": present_patient_banner(person, actor, back=reverse("person", args=[person.id.hex()])),
        "rows": present_withdrawn_of(actor, person),
    }
    return render(request, "care/withdrawn/of_person.html", context)


@require_POST
@idempotent
@clinician_required
def reinstate(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Reinstate an entry; a second press changes nothing."""
    found = find_item(actor.node.cursor, EntryId(parse_id_or_404(code)), actor.node.keyring)
    person = find_person(actor.node.cursor, found[0]) if found and found[0] else None
    if found is None or person is None:
        raise Http404
    entry = found[1].entry
    check_can_withdraw_entry(actor, entry)
    done = record_reinstatement(actor, person, entry) if list_withdrawals(actor.node.cursor, entry) else None
    return redirect_after(reverse("person", args=[person.id.hex()]), done)
