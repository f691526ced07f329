"""Membership cards and the certificate that signs them: how long they are valid, and their renewal in one act."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.mission.card_renewal import (
    CERTIFY_BEFORE,
    RENEW_BEFORE,
    CardExpiry,
    NotYourCertificate,
    accept_certificate,
    certificate_days_left,
    list_card_expiries,
    renew_cards,
    request_certificate,
)
from posta.acts.mission.founding import AdminNotCertified
from posta.administration.access import admin_person_keys, admin_required
from posta.administration.admin_lists import DeviceRow, expiry_text, present_device
from posta.administration.forms import format_epoch_day
from posta.errors import NotAllowed
from posta.formkit.form_data import get_form_data
from posta.ids import FeedId
from posta.web.pages.draft_state import load_small_form
from posta.web.pages.drafts import save_draft_if_short
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect, read_number
from posta.wire.cards import parse_hex_code

MAX_CODE_LENGTH = 1000
DRAFT_KEY = "admin/cards/"  # of the draft of a certificate


@dataclass(frozen=True, slots=True, repr=False)
class CardRow:
    """A computer's card in the list: `due` ones are offered, `chosen` ones are ticked beforehand."""

    device: DeviceRow
    feed: str
    words: str
    until: str
    due: bool
    chosen: bool


@require_GET
@admin_required
def card_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return every card with its remaining days, and this administrator's certificate."""
    return _page(request, actor)


@require_POST
@idempotent
@admin_required
def card_renewal(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Issue new cards for the ticked computers; the next exchange delivers them."""
    feeds = {FeedId(bytes.fromhex(code)) for code in request.POST.getlist("device") if _is_id(code)}
    count = renew_cards(actor.node, admin_person_keys(request), feeds, by=actor.staff.id)
    return DoneRedirect(reverse("admin-cards", query={"renewed": count}))


@require_POST
@idempotent
@admin_required
def certificate(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Install the certificate that the holders of the root's shares signed."""
    code = parse_hex_code(request.POST.get("code", "")[:MAX_CODE_LENGTH])
    try:
        accept_certificate(actor.node, admin_person_keys(request).verify_key, code, by=actor.staff.id)
    except (NotYourCertificate, NotAllowed) as wrong:
        save_draft_if_short(actor, DRAFT_KEY, get_form_data(request))
        return _page(request, actor, str(wrong))
    return DoneRedirect(reverse("admin-cards", query={"certified": 1}))


def present_cards(actor: Actor) -> list[CardRow]:
    """Return the computers whose card expires, the nearest date first."""
    return [_shown(one, actor) for one in list_card_expiries(actor.node)]


def _shown(one: CardExpiry, actor: Actor) -> CardRow:
    """Return how a card is shown.

    The computer of an expired card may be lost: it is renewed only if somebody ticks it. The computer in use is here,
    so it is ticked.
    """
    device, due = present_device(one.device, actor), one.left < RENEW_BEFORE
    chosen = due and (one.left >= 0 or device.is_own)
    return CardRow(
        device, one.device.feed.hex(), expiry_text(one.left), format_epoch_day(one.device.until), due, chosen
    )


def _page(request: HttpRequest, actor: Actor, wrong: str = "") -> HttpResponse:
    shown = present_cards(actor)
    key = admin_person_keys(request).verify_key
    left = _certificate_left(actor, key)
    renewed = request.GET.get("renewed", "")
    raw, about_draft = load_small_form(request, actor, DRAFT_KEY)
    context = {
        "here": "devices",
        "cards": shown,
        "due": [one for one in shown if one.due],
        "certified": left is not None,
        "left": expiry_text(left) if left is not None else "",
        "ask": left is None or left < CERTIFY_BEFORE,
        "code": request_certificate(actor.node, key).hex(),
        "wrong": wrong,
        "renewed": read_number(renewed) or 0,
        "done": "certified" in request.GET,
        "pasted": "".join(raw.get("code", ())[-1:])[:MAX_CODE_LENGTH],
        **about_draft,
    }
    return render(request, "administration/cards.html", context, status=422 if wrong else 200)


def _certificate_left(actor: Actor, key: bytes) -> int | None:
    try:
        return certificate_days_left(actor.node, key)
    except AdminNotCertified:
        return None


def _is_id(code: str) -> bool:
    return len(code) == 32 and len(parse_hex_code(code)) == 16
