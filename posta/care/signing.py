"""Signing once: a page carries a token, and what was saved with it is not saved again.

Back, a double tap, or a page sent again after a crash brings the same token, and is answered as the first time. What was
answered is noted in the transaction of the act itself, and its draft is put to rest with it: all happen, or nothing.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from posta.acts.duty import Duty
from posta.care.clinic import Taken
from posta.care.drafting import finish, key_of, rest
from posta.care.duty import duty_of
from posta.care.fields.names import Raw
from posta.care.opening import token_of
from posta.ids import EntryId
from posta.node.spent import LONGEST_ANSWER, find_answer, note_answer


def sign_once(duty: Duty, raw: Raw, key: str, record: Callable[[], EntryId]) -> EntryId:
    """Return the entry that was recorded, now or when this page was signed before; what was typed rests."""
    token = token_of(raw)
    with duty.desk.transaction():
        known = find_answer(token) if token else None
        if known is not None:
            return EntryId(bytes.fromhex(known))
        entry = record()
        if token:
            note_answer(token, entry.hex(), duty.desk.clock.millis())
        rest(duty, key, entry, raw)
    return entry


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page act once: whoever posts it again is led where the first time led."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        token = token_of(dict(request.POST.lists())) if request.method == "POST" else ""
        if not token:
            return view(request, *args, **named)
        duty = duty_of(request)
        with duty.desk.transaction():
            known = find_answer(token)
            if known is not None:
                return Taken(known)
            answer = view(request, *args, **named)
            if isinstance(answer, Taken) and len(answer.url) <= LONGEST_ANSWER:
                note_answer(token, answer.url, duty.desk.clock.millis())
                finish(duty, key_of(request.get_full_path()), dict(request.POST.lists()))
        return answer

    return guarded
