"""Signing once: a page carries a token, and what was saved with a token is not saved again.

Back, a double tap, or a page sent again after a crash brings the same token and gets the first answer. The answer is
noted, and the draft set aside, in the transaction of the act itself: all happen, or nothing.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from posta.acts.actor import Actor
from posta.formkit.field_names import FormData
from posta.ids import EntryId
from posta.node.used_tokens import LONGEST_ANSWER, find_stored_answer, store_answer
from posta.web.pages.drafts import delete_finished_draft, draft_key_for, park_draft
from posta.web.pages.page_instance import get_token
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import DoneRedirect


def submit_once(actor: Actor, raw: FormData, key: str, record: Callable[[], EntryId]) -> EntryId:
    """Return the entry recorded from this page, now or earlier.

    Its draft is kept until the entry can no longer be undone.
    """
    token = get_token(raw)
    with actor.node.transaction():
        known = find_stored_answer(token) if token else None
        if known is not None:
            return EntryId(bytes.fromhex(known))
        entry = record()
        if token:
            store_answer(token, entry.hex(), actor.node.clock.millis())
        park_draft(actor, key, entry, raw)
    return entry


def idempotent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page act once: a second POST redirects to where the first one led."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        token = get_token(dict(request.POST.lists())) if request.method == "POST" else ""
        if not token:
            return view(request, *args, **named)
        actor = get_actor(request)
        with actor.node.transaction():
            known = find_stored_answer(token)
            if known is not None:
                return DoneRedirect(known)
            answer = view(request, *args, **named)
            if isinstance(answer, DoneRedirect) and len(answer.url) <= LONGEST_ANSWER:
                store_answer(token, answer.url, actor.node.clock.millis())
                delete_finished_draft(actor, draft_key_for(request.get_full_path()), dict(request.POST.lists()))
        return answer

    return guarded
