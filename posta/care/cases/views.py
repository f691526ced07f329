"""The list of open cases of one form: one's own, or all at this post."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.care.display.open_cases import present_cases
from posta.catalog.language.form import SEALED
from posta.mission.rules.case_rule import list_case_forms
from posta.web.session.reauthentication import require_recent_passphrase
from posta.web.view_helpers import clinician_required

ALL = "all"


@require_GET
@clinician_required
def show_cases(request: HttpRequest, actor: Actor, form: str) -> HttpResponse:
    """Show the open cases of a form to a colleague who looks after such cases; for others there is no such page."""
    found = next(
        (one for one in list_case_forms(actor.offered, actor.post.kind, actor.staff) if one.name == form), None
    )
    if found is None:
        raise Http404
    asked = require_recent_passphrase(request) if found.compartment in SEALED else None
    if asked is not None:
        return asked
    mine = request.GET.get("for") != ALL
    context = {"cases": present_cases(actor, found, mine=mine), "mine": mine}
    return render(request, "care/cases/cases.html", context)
