"""Amends what is known of a person, and chooses a value where posts disagree."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.registration import record_amendment
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.entry.age_check import find_age_conflict
from posta.care.entry.person_changes import (
    CHOICE_PREFIX,
    EXCLUDED_FIELDS,
    SEEN_PARAM,
    TAKE_BACK_PARAM,
    describe_unseen_changes,
    encode_seen,
    list_changes,
    load_shown_person,
)
from posta.care.person.person_page import list_conflicts
from posta.catalog.errors import InvalidAnswers
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.record.conflicting_values import has_sealed_answers
from posta.chart.record.person import Person
from posta.formkit.choices import Choice
from posta.formkit.form_reader import read_form
from posta.formkit.language import current_language
from posta.formkit.prefill import to_form_data
from posta.formkit.render.form_presenter import present_form
from posta.formkit.row_buttons import apply_row_action
from posta.formkit.shown_answers import ANSWERED_PARAM, encode_shown_answers
from posta.terms.places import place_label
from posta.web.pages.draft_state import present_draft_state
from posta.web.pages.drafts import LoadedDraft, load_draft, park_draft, save_draft_if_short
from posta.web.pages.idempotency import idempotent
from posta.web.pages.page_instance import continue_page
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import (
    clinician_required,
    get_person_or_404,
    load_post_names,
    load_staff_names,
    redirect_after,
)

COMMON_COUNTRIES = ("HN", "GT", "SV", "NI", "MX", "VE", "CU", "HT")
NEXT_PARAM = "consultation"  # the page that was interrupted, to which the colleague returns


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def edit_person(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the form with what is known of a person, to be corrected."""
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    key = f"people/{code}/edit"
    if request.method == "GET":
        kept = load_draft(request, actor, key)
        return _show_form(request, actor, person, kept.raw if kept else _initial_data(person), kept=kept)
    raw = dict(request.POST.lists())
    changed = apply_row_action(raw)
    if changed is not None:
        return _show_form(request, actor, person, changed)
    answers, problems = read_form(get_form(PERSON_FORM), raw, today=actor.today)
    if problems := problems or find_age_conflict(answers, actor.today):
        return _show_form(request, actor, person, raw, problems)
    shown = load_shown_person(actor, person, raw)
    if shown.undone:
        return _show_form(request, actor, person, {**raw, SEEN_PARAM: [encode_seen(person)]}, undone=True)
    new, after = list_changes(shown, answers, raw), _next_url(request, code)
    if not new:  # saved unchanged: nothing to record
        return redirect_after(after)
    try:
        with actor.node.transaction():
            entry = record_amendment(actor, shown.person, new)
            park_draft(actor, key, entry, raw)
    except InvalidAnswers as error:
        return _show_form(request, actor, person, raw, error.problems)
    return redirect_after(after, entry)


def _next_url(request: HttpRequest, code: str) -> str:
    """Return the next page: the person's, or the consultation from which the colleague came."""
    asked = NEXT_PARAM in (request.GET.get("then"), request.POST.get("then"))
    return reverse(NEXT_PARAM if asked else "person", args=[code])


def _initial_data(person: Person) -> dict[str, list[str]]:
    return to_form_data(get_form(PERSON_FORM), person.answers) | {
        SEEN_PARAM: [encode_seen(person)], ANSWERED_PARAM: [encode_shown_answers({"person": person.answers})]
    }  # fmt: skip


def _show_form(
    request: HttpRequest,
    actor: Actor,
    person: Person,
    raw: Mapping[str, list[str]],
    problems: tuple = (),
    *,
    kept: LoadedDraft | None = None,
    undone: bool = False,
) -> HttpResponse:
    top = {"country_origin": tuple(Choice(one, place_label(one, current_language())) for one in COMMON_COUNTRIES)}
    form = present_form(
        get_form(PERSON_FORM), raw, problems, language=current_language(), top_codes=top, today=actor.today
    )
    cursor, after, key = actor.node.cursor, _next_url(request, person.id.hex()), f"people/{person.id.hex()}/edit"
    if problems:  # so that an interruption loses nothing, also without a script
        save_draft_if_short(actor, key, raw)
    shown = load_shown_person(actor, person, raw).person
    context = {
        "form": replace(form, fields=tuple(one for one in form.fields if one.name not in EXCLUDED_FIELDS)),
        "conflicts": list_conflicts(actor, shown, load_post_names(cursor), load_staff_names(cursor)),
        "seen": "".join(raw.get(SEEN_PARAM, ())[:1]) or encode_seen(person),
        "answered": "".join(raw.get(ANSWERED_PARAM, ())[:1]),
        "chosen": frozenset(raw.get(f"{CHOICE_PREFIX}{name}", [""])[0] for name in shown.conflicts),
        "meanwhile": describe_unseen_changes(actor, person, raw),
        "undone": undone,
        "take_back": bool(raw.get(TAKE_BACK_PARAM)),
        "phone": has_sealed_answers(cursor, person, actor.node.keyring),
        "person": present_patient_banner(person, actor, back=after),
        "then": NEXT_PARAM if after.endswith(NEXT_PARAM) else "",
        "form_id": "entry",
        "key": key,
        "opening": continue_page(raw, actor.node.clock.millis()),
        "draft": present_draft_state(key, kept, actor),
    }
    return render(request, "care/people/edit.html", context, status=422 if problems or undone else 200)
