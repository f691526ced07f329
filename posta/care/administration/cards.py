"""Membership cards and the certificate they rest on: how long they hold, and renewing them in one act."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from posta.acts.duty import Duty
from posta.acts.founding import NoCertificate
from posta.acts.renewal import (
    CERTIFY_BEFORE,
    RENEW_BEFORE,
    Lasting,
    NotYourCertificate,
    accept_certificate,
    certificate_left,
    list_lasting,
    renew_cards,
    request_certificate,
)
from posta.care.administration.door import for_administrators, keys_of
from posta.care.administration.forms import day_words
from posta.care.administration.present import DeviceShown, left_words, present_device
from posta.care.clinic import Taken
from posta.care.drafting import keep_if_short
from posta.care.posted import posted
from posta.care.signed_page import small_page
from posta.care.signing import once
from posta.errors import NotAllowed
from posta.ids import FeedId
from posta.wire.cards import read_code

LONGEST_CODE = 1000
KEY = "admin/cards/"  # of the draft of a certificate


@dataclass(frozen=True, slots=True)
class CardShown:
    """A computer's card in the list: `due` ones are offered, `chosen` ones are ticked beforehand."""

    device: DeviceShown
    feed: str
    words: str
    until: str
    due: bool
    chosen: bool


@require_GET
@for_administrators
def cards(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Every card with the days it still holds, and this administrator's certificate."""
    return _page(request, duty)


@require_POST
@once
@for_administrators
def renew(request: HttpRequest, duty: Duty) -> HttpResponse:
    """New cards for the computers that were ticked; the next exchange brings them."""
    feeds = {FeedId(bytes.fromhex(code)) for code in request.POST.getlist("device") if _is_id(code)}
    count = renew_cards(duty.desk, keys_of(request), feeds, by=duty.staff.id)
    return Taken(f"/admin/cards/?renewed={count}")


@require_POST
@once
@for_administrators
def certificate(request: HttpRequest, duty: Duty) -> HttpResponse:
    """The certificate that the holders of the root's shares signed."""
    code = read_code(request.POST.get("code", "")[:LONGEST_CODE])
    try:
        accept_certificate(duty.desk, keys_of(request).verify_key, code, by=duty.staff.id)
    except (NotYourCertificate, NotAllowed) as wrong:
        keep_if_short(duty, KEY, posted(request))
        return _page(request, duty, str(wrong))
    return Taken("/admin/cards/?certified=1")


def present_cards(duty: Duty) -> list[CardShown]:
    """The computers whose card has a last day, the nearest first."""
    return [_shown(one, duty) for one in list_lasting(duty.desk)]


def _shown(one: Lasting, duty: Duty) -> CardShown:
    """One that has run out may be lost: it is renewed only if somebody ticks it. Our own is here."""
    device, due = present_device(one.device, duty), one.left < RENEW_BEFORE
    chosen = due and (one.left >= 0 or device.is_own)
    return CardShown(device, one.device.feed.hex(), left_words(one.left), day_words(one.device.until), due, chosen)


def _page(request: HttpRequest, duty: Duty, wrong: str = "") -> HttpResponse:
    shown = present_cards(duty)
    key = keys_of(request).verify_key
    left = _certificate_left(duty, key)
    renewed = request.GET.get("renewed", "")
    raw, about_draft = small_page(request, duty, KEY)
    context = {
        "here": "devices",
        "cards": shown,
        "due": [one for one in shown if one.due],
        "certified": left is not None,
        "left": left_words(left) if left is not None else "",
        "ask": left is None or left < CERTIFY_BEFORE,
        "code": request_certificate(duty.desk, key).hex(),
        "wrong": wrong,
        "renewed": int(renewed) if renewed.isdecimal() and len(renewed) < 4 else 0,
        "done": "certified" in request.GET,
        "pasted": "".join(raw.get("code", ())[-1:])[:LONGEST_CODE],
        **about_draft,
    }
    return render(request, "care/administration/cards.html", context, status=422 if wrong else 200)


def _certificate_left(duty: Duty, key: bytes) -> int | None:
    try:
        return certificate_left(duty.desk, key)
    except NoCertificate:
        return None


def _is_id(code: str) -> bool:
    return len(code) == 32 and len(read_code(code)) == 16
