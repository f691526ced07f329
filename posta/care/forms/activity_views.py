"""The list of what a post recorded about no person, one entry of it, and its correction."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.undo import check_can_correct_activity
from posta.acts.care.visits.encounter import check_can_write
from posta.care.display.form_links import find_lead
from posta.care.forms.activity_pages import KINDS, MOST_WEEKS, ActivityFilter, present_activities, present_activity
from posta.care.forms.form_handler import handle_form
from posta.care.forms.form_model import FormPageModel
from posta.care.forms.form_screens import present_activity_forms
from posta.catalog.language.form import get_form
from posta.chart.history.entry_content import EntryContent, decrypt_entries
from posta.figures.group_activities import RecordedActivity, find_recorded
from posta.ids import EntryId
from posta.mission.rules.permissions import can_record
from posta.operations.signals.report import get_report_form
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import parse_id_or_404, read_number


@require_GET
def list_of_activities(request: HttpRequest) -> HttpResponse:
    """Show what this post recorded, the newest first, and the forms that this colleague may record."""
    actor = get_actor(request)
    name, back = request.GET.get("kind", ""), read_number(request.GET.get("week", ""), 3)
    chosen = ActivityFilter(
        name if name in KINDS else "",
        min(back, MOST_WEEKS) if back is not None else None,
        read_number(request.GET.get("from", "")) or 0,
    )
    context = {
        **present_activity_forms(actor),
        **present_activities(actor, chosen),
        "records_signals": can_record(actor.staff, get_report_form()),
        "lead": find_lead(actor),
    }
    return render(request, "care/forms/activities.html", context)


@require_GET
def show_activity(request: HttpRequest, code: str) -> HttpResponse:
    """Show one activity in full."""
    actor = get_actor(request)
    one, content = _find_or_404(actor, code)
    return render(request, "care/forms/activity.html", {"page": present_activity(actor, one, content)})


@require_http_methods(["GET", "POST"])
def correct_activity(request: HttpRequest, code: str) -> HttpResponse:
    """Record a correction of an activity; refused to who may not record its form, or not at this place."""
    actor = get_actor(request)
    sent = request.method == "POST"  # a page that is sent again is answered as the first time, though it was corrected
    one, content = _find_or_404(actor, code, corrected=sent)
    forms = {name: answers for name, answers in content.forms.items() if answers}
    if not forms:  # nothing of it can be shown, so no correction can be written
        raise Http404
    check_can_write(actor, list(forms))
    if not sent:
        check_can_correct_activity(actor, one.id)
    return handle_form(request, FormPageModel(
        actor, None, tuple(get_form(name) for name in forms), f"activities/{code}/correct", reverse("work-forms"),
        before=forms, corrects=one.id,
    ))  # fmt: skip


def _find_or_404(actor: Actor, code: str, *, corrected: bool = False) -> tuple[RecordedActivity, EntryContent]:
    one = find_recorded(actor.node.cursor, EntryId(parse_id_or_404(code)), corrected=corrected)
    if one is None:
        raise Http404
    return one, decrypt_entries(actor.node.cursor, [one.row], actor.node.keyring)[one.row]
