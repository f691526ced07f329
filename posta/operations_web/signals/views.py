"""The lists of signals, one of them, and the acts on it. Every trade reads them; who may do an act is asked when it is done."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.operations.signal_acts import record_signal_step
from posta.catalog.operation_acts import SignalStep
from posta.formkit.short_text import ShortText, parse_short_text
from posta.ids import EntryId
from posta.mission.rules.permissions import can_count, can_record
from posta.operations.signals.report import get_report_form
from posta.operations.signals.signal_lists import Signal, find_signal
from posta.operations_web.signals.signal_pages import (
    OPEN,
    REASON_LIST,
    RESPONSE_LIST,
    RISK_LIST,
    WITH_REASON,
    WITH_RESPONSE,
    WITH_RISK,
    list_names,
    present_signal,
    present_signals,
)
from posta.operations_web.signals.timeliness_page import present_timeliness
from posta.terms.lists import get_list
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import parse_id_or_404, read_number, redirect_after


@require_GET
def list_of_signals(request: HttpRequest) -> HttpResponse:
    """Show one list of signals: those that are open, those of this post, or all."""
    actor = get_actor(request)
    offered = list_names(actor)
    asked, start = request.GET.get("list", OPEN), read_number(request.GET.get("from", "")) or 0
    which = asked if asked in dict(offered) else OPEN
    records = can_record(actor.staff, get_report_form())
    timeliness = present_timeliness(actor) if can_count(actor.staff) and not start else None
    shown = {**present_signals(actor, which, start), "timeliness": timeliness}
    context = {"lists": offered, "which": which, "records": records, **shown}
    return render(request, "operations_web/signals.html", context)


@require_GET
def show_signal(request: HttpRequest, code: str) -> HttpResponse:
    """Show one signal with its course."""
    actor = get_actor(request)
    return _show(request, actor, _find_or_404(actor, code))


@require_POST
@idempotent
def move_signal(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do an act on a signal; what is missing, or a note that is too long, is asked for again."""
    actor = get_actor(request)
    signal, note = _find_or_404(actor, code), parse_short_text(request.POST.get("note", ""))
    risk = _chosen(request, "risk", RISK_LIST)[:1] if act in WITH_RISK else ()
    reason = _chosen(request, "reason", REASON_LIST)[:1] if act in WITH_REASON else ()
    response = _chosen(request, "response", RESPONSE_LIST) if act in WITH_RESPONSE else ()
    wrong = note.error
    if act in WITH_RISK and not risk:
        wrong = _("Choose the level of risk.")
    elif act in WITH_REASON and not reason:
        wrong = _("Choose a reason.")
    if wrong:
        chosen = {"risk": risk, "response": response, "reason": reason}
        return _show(request, actor, signal, wrong=wrong, tried=act, note=note, chosen=chosen)
    step = SignalStep(act=act, risk="".join(risk), response=response, reason="".join(reason), note=note.words)
    entry = record_signal_step(actor, signal, step)
    return redirect_after(reverse("signal", args=[code]), entry)


def _chosen(request: HttpRequest, name: str, listed: str) -> tuple[str, ...]:
    """Return the codes that were chosen and that the list has, in its order."""
    posted = set(request.POST.getlist(name))
    return tuple(one.code for one in get_list(listed).options if one.code in posted)


def _find_or_404(actor: Actor, code: str) -> Signal:
    found = find_signal(actor.node.cursor, EntryId(parse_id_or_404(code)))
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest,
    actor: Actor,
    signal: Signal,
    *,
    wrong: str = "",
    tried: str = "",
    note: ShortText | None = None,
    chosen: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    context = {**present_signal(actor, signal, tried, chosen), "wrong": wrong, "typed": note.words if note else ""}
    return render(request, "operations_web/signal.html", context, status=422 if wrong else 200)
