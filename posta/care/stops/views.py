"""The page of stops, and its two acts: open the stop at this place, close it."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.care.headcounts.stops import (
    StopEntry,
    StopRefused,
    close_stop,
    find_open_stop,
    get_stop_form,
    open_stop,
)
from posta.care.stops.stop_page import present_stop
from posta.catalog.errors import InvalidAnswers, Problem
from posta.formkit.form_data import get_form_data
from posta.formkit.form_reader import read_form
from posta.formkit.prefill import to_form_data
from posta.ids import EntryId
from posta.web.notices.messages import translate_error
from posta.web.notices.signal_words import present_open_signals
from posta.web.pages.idempotency import idempotent
from posta.web.pages.page_instance import continue_page
from posta.web.view_helpers import clinician_required, redirect_after

Raw = Mapping[str, list[str]]
Act = Callable[[Actor, Mapping[str, object]], EntryId]


@require_GET
@clinician_required
def show_stop(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the stop at this place and those of the last two days at every place of this computer."""
    roles = get_stop_form().field("team")
    known: dict[str, object] = {"stop_at": actor.now} | ({"team": (actor.staff.role,)} if roles.coded_list else {})
    return _show(request, actor, to_form_data(get_stop_form(), known), find_open_stop(actor))


@require_POST
@idempotent
@clinician_required
def open_here(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open the stop at this place."""
    return _record(request, actor, open_stop)


@require_POST
@idempotent
@clinician_required
def close_here(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Close the stop at this place."""
    return _record(request, actor, close_stop)


def _record(request: HttpRequest, actor: Actor, act: Act) -> HttpResponse:
    raw = get_form_data(request)
    answers, problems = read_form(get_stop_form(), raw, today=actor.today)
    if problems:
        return _show(request, actor, raw, find_open_stop(actor), problems)
    try:
        entry = act(actor, answers)
    except StopRefused as error:
        return _show(request, actor, raw, find_open_stop(actor), error=translate_error(error))
    except InvalidAnswers as wrong:
        own = tuple(Problem(one.path.partition(".")[2], one.rule, one.params) for one in wrong.problems)
        return _show(request, actor, raw, find_open_stop(actor), own)
    return redirect_after(reverse("stops"), entry)


def _show(
    request: HttpRequest,
    actor: Actor,
    raw: Raw,
    opened: StopEntry | None,
    problems: tuple = (),
    *,
    error: str = "",
) -> HttpResponse:
    context = {
        "page": present_stop(actor, raw, problems, opened=opened),
        "error": error,
        "signals": present_open_signals(actor),
        "opening": continue_page(raw, actor.node.clock.millis()),
    }
    return render(request, "care/stops/stops.html", context, status=422 if problems or error else 200)
