"""A bus: its heads are counted first, then those who need something are asked the questions, one after another."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.headcounts.busload_people import record_busload_person
from posta.acts.care.headcounts.busloads import (
    Busload,
    NobodyCounted,
    SameBusload,
    find_busload,
    get_busload_form,
    list_busloads,
    record_busload,
)
from posta.care.door.busload_page import (
    get_interview_form,
    present_busload,
    present_count_form,
    present_proposals,
    present_row,
)
from posta.care.door.door_page import initial_answers, present_ticket
from posta.care.entry.anonymous_alias import anonymous_alias
from posta.catalog.errors import InvalidAnswers, Problem
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.clinical.signs.door_signs import QUESTIONS, interview, list_signs
from posta.formkit.form_data import get_form_data
from posta.formkit.form_reader import read_form
from posta.formkit.prefill import to_form_data
from posta.ids import EntryId
from posta.web.after_act import find_after, keep_after
from posta.web.notices.messages import translate_error
from posta.web.notices.signal_words import present_open_signals
from posta.web.pages.idempotency import idempotent
from posta.web.pages.page_instance import continue_page
from posta.web.view_helpers import clinician_required, parse_id_or_404, redirect_after

SHOWN_DAYS = 7
PROPOSED = "proposed"  # kept for the page after an act: of whom, and the codes of the referrals that are proposed
Raw = Mapping[str, list[str]]


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def count_busload(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the buses of the last days and the count of a new one; a POST counts it, unless it is counted already."""
    if request.method == "GET":
        return _show_counts(request, actor, to_form_data(get_busload_form(), {"arrived_at": actor.now}))
    raw = get_form_data(request)
    answers, problems = read_form(get_busload_form(), raw, today=actor.today)
    if problems:
        return _show_counts(request, actor, raw, problems)
    try:
        entry = record_busload(actor, answers, another="another" in raw)
    except SameBusload as error:
        return _show_counts(request, actor, raw, error=translate_error(error), same=error.counted)
    except NobodyCounted as error:
        return _show_counts(request, actor, raw, error=translate_error(error))
    except InvalidAnswers as wrong:
        own = tuple(Problem(one.path.partition(".")[2], one.rule, one.params) for one in wrong.problems)
        return _show_counts(request, actor, raw, own)
    return redirect_after(reverse("busload-people", args=[entry.hex()]), entry)


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def ask_person(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show the needs of one bus without names; a POST registers a person of it with what they answered."""
    found = find_busload(actor, EntryId(parse_id_or_404(code)), actor.today - timedelta(days=SHOWN_DAYS))
    if found is None:
        raise Http404
    if request.method == "GET":
        return _show_busload(request, actor, found, {})
    raw = get_form_data(request)
    named = any(word.strip() for word in raw.get("alias", []))
    filled = {**initial_answers(actor), **raw} | ({} if named else {"alias": [anonymous_alias()]})
    answers, problems = read_form(get_form(PERSON_FORM), filled, today=actor.today)
    if answers.get("phone") and answers.get("contact_ok") != "y":
        problems = (*problems, Problem("contact_ok", "required"))
    if problems:
        return _show_busload(request, actor, found, raw, problems)
    codes = frozenset(request.POST.getlist("sign")) & {one.code for one in list_signs(QUESTIONS)}
    interviewed, unread = read_form(get_interview_form(), raw, today=actor.today)
    if unread:
        return _show_busload(request, actor, found, raw, unread)
    if not codes and not interviewed.get(interview()[1]):
        return _show_busload(
            request, actor, found, raw, error=_("Tick what the person needs: who needs nothing is counted already.")
        )
    try:
        done = record_busload_person(actor, found.id, answers, codes, interviewed)
    except InvalidAnswers as wrong:
        own = tuple(Problem(one.path.rpartition(".")[2], one.rule, one.params) for one in wrong.problems)
        return _show_busload(request, actor, found, raw, own)
    keep_after(request, done.registered, **{PROPOSED: (done.person, done.proposals) if done.proposals else ()})
    query = {"ticket": done.arrival.hex()}
    return redirect_after(reverse("busload-people", args=[code], query=query), done.registered)


def _show_counts(
    request: HttpRequest,
    actor: Actor,
    raw: Raw,
    problems: tuple = (),
    *,
    error: str = "",
    same: Busload | None = None,
) -> HttpResponse:
    context = {
        "form": present_count_form(actor, raw, problems),
        "rows": [present_row(actor, one) for one in list_busloads(actor, actor.today - timedelta(days=SHOWN_DAYS))],
        "error": error,
        "same": present_row(actor, same) if same else None,
        "signals": present_open_signals(actor),
        "opening": continue_page(raw, actor.node.clock.millis()),
    }
    return render(request, "care/door/busloads.html", context, status=422 if problems or error else 200)


def _show_busload(
    request: HttpRequest, actor: Actor, found: Busload, raw: Raw, problems: tuple = (), *, error: str = ""
) -> HttpResponse:
    ticket, proposed = request.GET.get("ticket", ""), find_after(request).get(PROPOSED)
    page = present_busload(
        actor,
        found,
        raw,
        problems,
        present_ticket(actor, parse_id_or_404(ticket)) if ticket else None,
        present_proposals(*proposed) if isinstance(proposed, tuple) else (),
    )
    context = {
        "page": page,
        "code": found.id.hex(),
        "error": error,
        "opening": continue_page(raw, actor.node.clock.millis()),
    }
    return render(request, "care/door/busload.html", context, status=422 if problems or error else 200)
