"""The answer of a partner outside the mission, noted in one step by the code on the letter."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.operations.referral_steps import ANSWER, DECLINE, REASON_LISTS, record_referral_reply
from posta.acts.operations.sealed_referrals import open_referrals
from posta.catalog.bounds import LONGEST_LINE
from posta.ids import parse_short_code
from posta.mission.errors import Refused
from posta.operations.referrals.referral_lists import Referral, list_by_code
from posta.operations_web.referrals.referral_pages import list_replies
from posta.terms.lists import get_list
from posta.web.notices.messages import translate_error
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect, clinician_required, redirect_after

REPLIES = (ANSWER, DECLINE)


@dataclass(frozen=True, slots=True, repr=False)
class TypedReply:
    """What somebody typed on the page: the code of a letter, the chosen reply as `act:reason`, a note."""

    code: str
    reply: str = ""
    note: str = ""

    @property
    def act_and_reason(self) -> tuple[str, str] | None:
        """Return the act and its reason; None where neither list has it."""
        act, _colon, reason = self.reply.partition(":")
        known = act in REPLIES and reason in {one.code for one in get_list(REASON_LISTS[act]).options}
        return (act, reason) if known else None


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def note_reply(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Note the reply to the referral of a code; without a reply only open it, and say what is wrong with a code."""
    sent = request.POST if request.method == "POST" else request.GET
    typed = TypedReply(sent.get("code", "").strip(), sent.get("reply", ""), sent.get("note", "").strip())
    if not typed.code and request.method == "GET":
        return _show(request, typed)
    referral = _find(actor, typed.code)
    if referral is None:
        wrong = _("No referral that you can read has this code. It has eight letters and digits, as on the letter.")
        return _show(request, typed, wrong)
    address = reverse("referral", args=[referral.id.hex()])
    if request.method == "GET":
        return DoneRedirect(address)
    if typed.act_and_reason is None:
        return _show(request, typed, _("Choose what was replied."))
    if len(typed.note) > LONGEST_LINE:
        return _show(request, typed, _("Write at most %(limit)s characters.") % {"limit": LONGEST_LINE})
    act, reason = typed.act_and_reason
    try:
        entry = record_referral_reply(actor, referral, act, reason=reason, note=typed.note)
    except Refused as error:
        return _show(request, typed, translate_error(error))
    return redirect_after(address, entry)


def _find(actor: Actor, typed: str) -> Referral | None:
    code = parse_short_code(typed)
    found = open_referrals(actor, list_by_code(actor.node.cursor, code)) if code else []
    return found[0] if len(found) == 1 else None


def _show(request: HttpRequest, typed: TypedReply, wrong: str = "") -> HttpResponse:
    context = {"typed": typed, "wrong": wrong, "replies": list_replies()}
    return render(request, "operations_web/code.html", context, status=422 if wrong else 200)
