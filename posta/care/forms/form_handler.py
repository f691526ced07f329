"""Handles the requests of a form page: show it with its draft, change, compute, save, hide, sign, or return errors."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from posta.care.display.form_links import AFTER_HARM, KEPT_FOR
from posta.care.entry.disposition import DISCHARGED
from posta.care.entry.person_changes import SEEN_PARAM, encode_seen
from posta.care.entry.submission import SubmissionResult
from posta.care.forms.form_model import FormPageModel
from posta.care.forms.form_screens import compute_values, present_form_screen
from posta.catalog.bounds import LONGEST_WORD
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import Form
from posta.formkit.field_names import FormData
from posta.formkit.form_data import apply_row_buttons, get_form_data, renumber_rows
from posta.formkit.prefill import to_form_data
from posta.formkit.shown_answers import ANSWERED_PARAM, encode_shown_answers, restore_unshown
from posta.mission.places.offered_forms import check_is_offered
from posta.web.after_act import keep_after
from posta.web.pages.drafts import LoadedDraft, load_draft, page_address, save_draft
from posta.web.session.reauthentication import end_sealed_access
from posta.web.view_helpers import DoneRedirect, redirect_after

SAFE_PAGE = "home"


def handle_form(request: HttpRequest, page: FormPageModel) -> HttpResponse:
    """Return the answer to a GET or POST of a form page."""
    if request.method != "POST":
        kept = load_draft(request, page.actor, page.key)
        if kept is None and page.corrects is None:  # what was begun while it was offered can be ended
            check_is_offered(page.form, page.actor.offered, page.actor.post.kind)
        raw, came = _merge_arrived(page, kept.raw) if kept else (_initial_data(page) | _prefilled(request, page), ())
        return _show(request, page, raw, kept=kept, came=came)
    raw = get_form_data(request)
    changed = apply_row_buttons(raw)
    raw = renumber_rows(raw, page.forms) if changed is None else changed
    if "compute" in raw:
        return JsonResponse(compute_values(page, raw))
    if "hide" in raw or "draft" in raw:
        save_draft(page.actor, page.key, raw)
        return _close_and_leave(request) if "hide" in raw else DoneRedirect(page_address(page.key))
    raw, came = _merge_arrived(page, raw) if ANSWERED_PARAM in raw else (raw, ())
    if came or changed is not None or "calculate" in raw:
        return _show(request, page, raw, computed="calculate" in raw, came=came)
    tried = page.sign(raw)
    if not tried.done:
        return _show(request, page, raw, tried)
    keep_after(request, tried.entry, **{KEPT_FOR: page.kept_for(raw), AFTER_HARM: page.tells_harm(raw)})
    return redirect_after(page.after(raw), tried.entry)


def _merge_arrived(page: FormPageModel, raw: FormData) -> tuple[FormData, tuple[str, ...]]:
    """Return the typed correction, completed with what became readable since its page was opened, and those questions."""
    return restore_unshown(page.asked_before, raw) if page.corrects is not None else (raw, ())


def _initial_data(page: FormPageModel) -> dict[str, list[str]]:
    """Return an empty form that begins now, or the answers that are to be corrected."""
    answers = {form.name: page.before.get(form.name, {}) for form in page.forms}
    if page.corrects is None:
        answers = {form.name: _current_moments(page, form) for form in page.forms}
    if page.person is not None and page.form.name == PERSON_FORM:
        answers[PERSON_FORM] = page.person.answers
    raw = {k: v for form in page.forms for k, v in to_form_data(form, answers[form.name]).items()}
    if page.corrects is not None:
        raw |= {ANSWERED_PARAM: [encode_shown_answers(page.asked_before)]}
    if page.person is not None and page.form.name == PERSON_FORM:
        raw |= {
            SEEN_PARAM: [encode_seen(page.person)],
            ANSWERED_PARAM: [encode_shown_answers({"person": page.person.answers})],
        }
    return raw | ({"disposition": [DISCHARGED]} if page.asks_outcome and not page.is_urgent else {})


def _prefilled(request: HttpRequest, page: FormPageModel) -> dict[str, list[str]]:
    """Return the answers that the address gives to questions which the form lets it answer."""
    if page.corrects is not None:
        return {}
    names = (name for form in page.forms for name in form.service.prefilled)
    given = {name: request.GET.get(name, "") for name in names}
    return {name: [value] for name, value in given.items() if value and len(value) <= LONGEST_WORD}


def _current_moments(page: FormPageModel, form: Form) -> dict[str, object]:
    """Return the present day and hour for the moments of a form; a colleague who writes later changes them."""
    asked = [field for field in form.fields if field.name in form.service.begins_now]
    return {field.name: page.actor.now if field.type == "datetime" else page.actor.today for field in asked}


def _show(
    request: HttpRequest,
    page: FormPageModel,
    raw: FormData,
    tried: SubmissionResult | None = None,
    *,
    kept: LoadedDraft | None = None,
    computed: bool = False,
    came: tuple[str, ...] = (),
) -> HttpResponse:
    tried = tried or SubmissionResult()
    context = present_form_screen(page, raw, tried, kept=kept, computed=computed) | {"came": came}
    status = 422 if came and request.method == "POST" else tried.status
    return render(request, "care/forms/form.html", context, status=status)


def _close_and_leave(request: HttpRequest) -> HttpResponse:
    """Stop and hide: the draft is saved sealed, the compartments close, and the screen shows nothing of this."""
    end_sealed_access(request)
    return DoneRedirect(reverse(SAFE_PAGE))
