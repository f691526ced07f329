"""One page, one act: visit, vital signs and consultation are signed together, which closes the arrival of the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import can_close
from posta.acts.care.visits.encounter import check_can_write
from posta.care.alerts.concurrent_care import second_visit_warnings
from posta.care.consultation.consultation_input import ParsedConsultation, normalise_form_data, parse_consultation
from posta.care.consultation.consultation_page import ALLERGY_FIELD, present_consultation
from posta.care.consultation.initial import initial_data
from posta.care.consultation.patient_context import PatientContext, load_patient_context
from posta.care.display.form_links import AFTER_HARM
from posta.care.entry.disposition import REFERRED
from posta.care.entry.hand_over import read_hand_over
from posta.care.entry.next_visits import plan_visits
from posta.care.entry.repeat_visit import SAME
from posta.care.entry.submission import SubmissionResult, submit
from posta.catalog.errors import Problem
from posta.catalog.language.form import get_form
from posta.formkit.field_names import FormData, get_values
from posta.formkit.form_data import apply_row_buttons, get_form_data, renumber_rows
from posta.formkit.fuzzy_matches import fuzzy_match_warnings
from posta.formkit.language import current_language
from posta.mission.places.offered_forms import check_is_offered
from posta.web.after_act import keep_after
from posta.web.pages.drafts import LoadedDraft, load_draft, page_address, save_draft
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import DoneRedirect, clinician_required, get_person_or_404, redirect_after


@require_http_methods(["GET", "POST"])
@clinician_required
def consultation(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the page of a person's consultation."""
    check_can_write(actor, ["vitals", "opd"])
    sight = load_patient_context(actor, get_person_or_404(actor, code))
    log_chart_access(actor, sight.person.id)
    if request.method != "POST":
        same = SAME in request.GET
        kept = None if same else load_draft(request, actor, draft_key(sight))
        if kept is None:
            check_is_offered(get_form("opd"), actor.offered, actor.post.kind)
        return _show(request, sight, kept.raw if kept else initial_data(sight, same=same), kept=kept)
    raw = get_form_data(request)
    changed = apply_row_buttons(raw)
    if changed is not None:
        return _show(request, sight, changed)
    raw = renumber_rows(raw, [get_form("opd")])
    if "draft" in raw:
        save_draft(actor, draft_key(sight), raw)
        return DoneRedirect(_draft_redirect(sight, raw))
    return _submit(request, sight, raw)


def draft_key(sight: PatientContext) -> str:
    """Return the name of the draft, which is the address of the page."""
    return f"people/{sight.person.id.hex()}/consultation"


def _submit(request: HttpRequest, sight: PatientContext, raw: FormData) -> HttpResponse:
    parsed = parse_consultation(sight, raw)
    passes_to, unread = read_hand_over(sight.actor, sight.person, raw)
    tried = submit(
        sight.actor, sight.person, parsed.forms, raw, draft_key(sight), wrong=(*parsed.problems, *unread),
        asks=_warnings(sight, parsed, raw), passes_to=passes_to,
        arrival=sight.arrival.arrival if sight.arrival and can_close(sight.actor, sight.arrival) else None,
        plan=plan_visits(sight.actor, sight.person, raw, get_form("opd")),
    )  # fmt: skip
    if not tried.done:
        return _show(request, sight, raw, tried)
    keep_after(request, tried.entry, **{AFTER_HARM: parsed.forms["opd"].get("violence_link") == "y"})
    return redirect_after(_success_url(sight, parsed), tried.entry)


def _warnings(sight: PatientContext, parsed: ParsedConsultation, raw: FormData) -> tuple[Problem, ...]:
    """Return what the page asks beyond the rules of the act: completed words, and a second consultation."""
    opd = get_form("opd")
    return (
        *fuzzy_match_warnings(opd, normalise_form_data(raw), current_language(), {}),
        *second_visit_warnings(sight.actor, sight.items, raw, opd.name),
    )


def _draft_redirect(sight: PatientContext, raw: FormData) -> str:
    """Return the address after a draft was saved: the draft itself, or first a question not yet asked."""
    if get_values(raw, "draft") == [ALLERGY_FIELD]:
        return reverse(
            "person-edit", args=[sight.person.id.hex()], query={"then": "consultation"}, fragment="f-allergies"
        )
    return page_address(draft_key(sight))


def _success_url(sight: PatientContext, parsed: ParsedConsultation) -> str:
    """Return where to send a person who is referred, else their page."""
    code = sight.person.id.hex()
    if parsed.forms["visit"].get("disposition") in REFERRED:
        return reverse("refer", args=[code])
    return reverse("person", args=[code])


def _show(
    request: HttpRequest,
    sight: PatientContext,
    raw: FormData,
    tried: SubmissionResult | None = None,
    *,
    kept: LoadedDraft | None = None,
) -> HttpResponse:
    tried = tried or SubmissionResult()
    context = present_consultation(sight, raw, tried, key=draft_key(sight), kept=kept)
    return render(request, "care/consultation/page.html", context, status=tried.status)
