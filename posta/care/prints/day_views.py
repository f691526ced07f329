"""The sheets of a post: what can be printed, the day sheet, the due list; and the access log."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.prints.access_log import present_access_log
from posta.care.prints.day_sheet import build_day_sheet
from posta.care.prints.due_list import AHEAD, build_due_list
from posta.catalog.answering.parse import parse_day
from posta.catalog.errors import InvalidValue, Problem
from posta.formkit.problem_messages import error_message
from posta.web.formatting import format_date
from posta.web.printing import DAY_SHEET, DUE_LIST, confirms_sealed
from posta.web.session.current_actor import log_print
from posta.web.view_helpers import clinician_required, read_number

DAYS_OFFERED = 3  # today and the days before, as chips


@require_GET
@clinician_required
def show_prints(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show which sheets can be printed for this post, and the way to the access log."""
    return render(request, "care/prints/of_post.html", {})


@require_GET
@clinician_required
def show_day_sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the counts of a day; a day that cannot be is shown again as it was typed."""
    other, words = request.GET.get("other", "").strip(), ""
    typed, day = other or request.GET.get("day", "").strip(), actor.today
    try:
        day = parse_day(typed, actor.today) if typed else actor.today
    except InvalidValue as error:
        words = error_message(Problem("day", error.rule, error.params))
    if day > actor.today:
        words = _("This day has not come yet; choose today or an earlier one.")
    offered = [actor.today - timedelta(days=back) for back in range(DAYS_OFFERED)]
    offered += [day] if day not in offered and not words else []
    context: dict[str, object] = {
        "days": [(one.isoformat(), format_date(one, "D j M")) for one in offered],
        "chosen": day.isoformat(),
        "typed": typed if words else "",
        "error": words,
    }
    if not words:
        context["sheet"] = build_day_sheet(actor, day)
        log_print(actor, DAY_SHEET)
    return render(request, "care/prints/day_sheet.html", context, status=422 if words else 200)


@require_GET
@clinician_required
def show_due_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who is due or overdue at this post, by name or by code only."""
    asked = read_number(request.GET.get("days", ""))
    ahead = asked if asked in AHEAD else AHEAD[0]
    with_names = request.GET.get("who") == "name"
    context = {
        "ahead": ahead,
        "offered": AHEAD,
        "with_names": with_names,
        "may_hold_sealed": bool(actor.node.keyring.blinded),
        "with_sealed": confirms_sealed(request),
        "sheet": build_due_list(actor, ahead, with_names=with_names, with_sealed=confirms_sealed(request)),
    }
    log_print(actor, DUE_LIST)
    return render(request, "care/prints/due_list.html", context)


@require_GET
@clinician_required
def show_access_log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who opened which record and printed what: everybody's to who leads the team, else the own rows."""
    return render(request, "care/prints/access_log.html", {"log": present_access_log(actor)})
