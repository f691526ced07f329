"""The page sends a draft after a second of quiet; a person looks at their own drafts and throws one away."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.care.clinic import Taken
from posta.care.drafting import WHICH, drop, is_key, keep, list_own
from posta.care.drafts.present import present_draft, unshown_draft
from posta.care.duty import duty_of
from posta.care.ownership import CONFLICT, whose_page
from posta.care.posted import content_of, posted
from posta.clock import at_place
from posta.node.drafts import DraftTooLong
from posta.node.showing import guarded


@require_POST
def keep_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what was typed so far, or throw it away; nothing is checked, nothing enters the record."""
    duty = duty_of(request)
    if not is_key(key):
        raise Http404
    if "drop_draft" in request.POST:
        drop(duty, key, request.POST.get(WHICH))
        back = request.POST.get("next")
        return Taken("/drafts/" if back == "drafts" else f"/{key}")
    raw = posted(request)
    try:
        if content_of(raw):
            keep(duty, key, raw)
    except DraftTooLong as error:
        return HttpResponse(_(str(error)), status=422, content_type="text/plain; charset=utf-8")
    hour = at_place(duty.now, duty.zone).strftime("%H:%M")
    return HttpResponse(_("Draft saved %(hour)s") % {"hour": hour}, content_type="text/plain; charset=utf-8")


@require_GET
def list_drafts(request: HttpRequest) -> HttpResponse:
    """What I have half written, newest first."""
    duty = duty_of(request)
    drafts = [guarded(partial(present_draft, duty, note), partial(unshown_draft, note)) for note in list_own(duty)]
    return render(request, "care/drafts/list.html", {"drafts": drafts})


@require_GET
def awake(request: HttpRequest) -> HttpResponse:
    """Somebody types: the session goes on. A page that another colleague opened is told so before it is signed."""
    words = whose_page(duty_of(request), request.GET.get("by", ""))
    return HttpResponse(words, status=CONFLICT if words else 204, content_type="text/plain; charset=utf-8")
