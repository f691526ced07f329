"""Saves the draft that a page sends after a second without typing; lists a colleague's drafts and discards one."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.care.drafts.draft_list import present_draft, unreadable_draft
from posta.clock import to_local
from posta.formkit.form_data import get_form_data, without_buttons
from posta.node.drafts import DraftTooLong
from posta.node.safe_display import with_fallback
from posta.web.notices.messages import translate_error
from posta.web.pages.drafts import DRAFT_PARAM, delete_draft, is_draft_key, list_own_drafts, page_address, save_draft
from posta.web.pages.ownership import HTTP_CONFLICT, other_owner_message
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import DoneRedirect


@require_POST
def keep_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Save what was typed so far, or discard it; nothing is checked, nothing enters the record."""
    actor = get_actor(request)
    if not is_draft_key(key):
        raise Http404
    if "drop_draft" in request.POST:
        delete_draft(actor, key, request.POST.get(DRAFT_PARAM))
        back = request.POST.get("next")
        return DoneRedirect(reverse("drafts") if back == "drafts" else page_address(key))
    raw = get_form_data(request)
    try:
        if without_buttons(raw):
            save_draft(actor, key, raw)
    except DraftTooLong as error:
        return HttpResponse(translate_error(error), status=422, content_type="text/plain; charset=utf-8")
    hour = to_local(actor.now, actor.zone).strftime("%H:%M")
    return HttpResponse(_("Draft saved %(hour)s") % {"hour": hour}, content_type="text/plain; charset=utf-8")


@require_GET
def list_drafts(request: HttpRequest) -> HttpResponse:
    """Return the colleague's own drafts, newest first."""
    actor = get_actor(request)
    drafts = [
        with_fallback(partial(present_draft, actor, note), partial(unreadable_draft, note))
        for note in list_own_drafts(actor)
    ]
    return render(request, "care/drafts/list.html", {"drafts": drafts})


@require_GET
def keep_session_alive(request: HttpRequest) -> HttpResponse:
    """Extend the session while somebody types; warn on a page that another colleague opened, before it is signed."""
    words = other_owner_message(get_actor(request), request.GET.get("by", ""))
    return HttpResponse(words, status=HTTP_CONFLICT if words else 204, content_type="text/plain; charset=utf-8")
