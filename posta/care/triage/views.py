"""One page, one act: vital signs and triage are signed together. The colour is computed here, also while it is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import check_can_write
from posta.care.display.form_links import AFTER_HARM
from posta.care.entry.submission import SubmissionResult, submit
from posta.care.entry.way.journey_questions import WaySight
from posta.care.entry.way.way_part import read_way
from posta.care.triage.triage_input import complete_criteria, needs_another_look, parse_triage
from posta.care.triage.triage_page import present_colour, present_triage
from posta.catalog.frame import TRIAGE_FORM
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.formkit.field_names import FormData
from posta.formkit.form_data import get_form_data
from posta.mission.places.offered_forms import check_is_offered
from posta.web.after_act import keep_after
from posta.web.pages.drafts import LoadedDraft, load_draft, page_address, save_draft
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import DoneRedirect, clinician_required, get_person_or_404, redirect_after


@require_http_methods(["GET", "POST"])
@clinician_required
def triage(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the page of a person's triage."""
    check_can_write(actor, [TRIAGE_FORM])
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    key = f"people/{person.id.hex()}/triage"
    if request.method != "POST":
        kept = load_draft(request, actor, key)
        if kept is None:
            check_is_offered(get_form(TRIAGE_FORM), actor.offered, actor.post.kind)
        return _show(request, actor, person, key, kept.raw if kept else {}, kept=kept)
    raw = complete_criteria(get_form_data(request))
    if "draft" in raw:
        save_draft(actor, key, raw)
        return DoneRedirect(page_address(key))
    if "HX-Request" in request.headers:
        entered = parse_triage(actor, person, raw)
        return render(request, "care/triage/colour.html", {"colour": present_colour(actor, entered)})
    return _submit(request, actor, person, key, raw)


def _submit(request: HttpRequest, actor: Actor, person: Person, key: str, raw: FormData) -> HttpResponse:
    entered = parse_triage(actor, person, raw)
    if "calculate" in raw or needs_another_look(entered, raw):
        return _show(request, actor, person, key, raw, confirms="calculate" not in raw)
    way, unread = read_way(get_form(TRIAGE_FORM), raw, WaySight(actor, person, ()))
    tried = submit(actor, person, entered.forms, raw, key, wrong=(*entered.problems, *unread), way=way)
    if tried.done:
        keep_after(request, tried.entry, **{AFTER_HARM: way is not None and way.harm})
        return redirect_after(reverse("person", args=[person.id.hex()]), tried.entry)
    return _show(request, actor, person, key, raw, tried)


def _show(
    request: HttpRequest,
    actor: Actor,
    person: Person,
    key: str,
    raw: FormData,
    tried: SubmissionResult | None = None,
    *,
    kept: LoadedDraft | None = None,
    confirms: bool = False,
) -> HttpResponse:
    tried = tried or SubmissionResult()
    context = present_triage(actor, person, raw, tried, key=key, kept=kept, confirms=confirms)
    return render(request, "care/triage/page.html", context, status=422 if confirms else tried.status)
