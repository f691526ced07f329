"""The entries that a declaration of loss excludes from the record: an administrator reviews and readmits them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.mission.readmission import (
    MAX_ROWS,
    RevokedEntry,
    count_revoked_entries,
    list_revoked_entries,
    record_readmissions,
)
from posta.administration.access import admin_required, get_device_or_404
from posta.administration.admin_lists import present_device
from posta.catalog import kinds
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import get_form
from posta.formkit.language import current_language
from posta.ids import EntryId
from posta.web.formatting import format_day, to_local_time
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect, parse_id_or_404


@dataclass(frozen=True, slots=True, repr=False)
class ExcludedRow:
    """One excluded entry."""

    entry: str
    what: str
    person: str
    when: str


@require_http_methods(["GET", "POST"])
@idempotent
@admin_required
def review_excluded(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show the excluded entries of a lost computer; readmit the chosen ones."""
    device = get_device_or_404(actor, code)
    if request.method == "POST" and request.POST.getlist("entry"):
        chosen = [EntryId(parse_id_or_404(entry)) for entry in request.POST.getlist("entry")]
        record_readmissions(actor.node, device.feed, chosen, by=actor.staff.id)
        return DoneRedirect(request.path)
    context = {
        "here": "devices",
        "device": present_device(device, actor),
        "rows": [_row(one, actor) for one in list_revoked_entries(actor.node, device.feed)],
        "more": max(0, count_revoked_entries(actor.node, device.feed) - MAX_ROWS),
        "nothing": request.method == "POST",
    }
    return render(request, "administration/aside.html", context, status=422 if context["nothing"] else 200)


def _row(one: RevokedEntry, actor: Actor) -> ExcludedRow:
    at = to_local_time(actor, one.at)
    return ExcludedRow(one.entry.hex(), _describe(one), one.person, f"{format_day(at.date(), actor.today)}, {at:%H:%M}")


def _describe(one: RevokedEntry) -> str:
    forms = [get_form(name).label(current_language()) for name in one.forms if name != VISIT_FORM]
    words = {
        kinds.ARRIVAL: _("Arrived"),
        kinds.ARRIVAL_STATUS: _("Waiting list"),
        kinds.HAND_OVER: _("Waiting list"),
        kinds.WITHDRAWAL: _("Entered in error"),
        kinds.TRAVEL_GROUP_MEMBER: _("Group"),
        kinds.TRAVEL_GROUP_LEFT: _("Group"),
        kinds.PLANNED_VISIT: _("Planned visit"),
        kinds.PLANNED_VISIT_OUTCOME: _("Planned visit"),
        kinds.EXPECTED_AT: _("Expected"),
        kinds.ENCOUNTER: _("Visit"),
        kinds.CORRECTION: _("Correction"),
        0: _("cannot be read at this computer"),
    }
    label = " · ".join(forms) or words.get(one.kind, _("other"))
    return f"{label} ({words[kinds.CORRECTION]})" if forms and one.kind == kinds.CORRECTION else label
