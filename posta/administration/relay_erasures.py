"""Who was forgotten, without a name, and the button that signs the order with which the relay erases them too."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.mission.card_renewal import certificate_days_left
from posta.acts.mission.founding import AdminNotCertified
from posta.acts.mission.relay_erasure import (
    list_erased_at_relay,
    list_signed,
    list_to_sign,
    sign_relay_erasures,
)
from posta.administration.access import admin_person_keys, admin_required
from posta.ledger.erasures import list_orders
from posta.node.settings import get_setting
from posta.web.formatting import format_day, to_local_day
from posta.web.messages import translate_reason
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect, read_number


@dataclass(frozen=True, slots=True, repr=False)
class RelayErasureRow:
    """One order to forget: its short number and day, and how it stands at the relay.

    `erased` is the day on which the relay obeyed, `trouble` why it refused, `absent` how many entries that it names have
    not come here yet; `to_sign` if an administrator's signature is lacking.
    """

    number: str
    day: str
    erased: str
    to_sign: bool
    trouble: str
    absent: int


def present_relay_erasures(actor: Actor) -> tuple[RelayErasureRow, ...]:
    """Return the orders to forget, newest first."""
    orders = list_orders(actor.node.cursor)
    erased, signed = list_erased_at_relay(actor.node), list_signed()
    to_sign = list_to_sign(actor.node) if orders else {}
    rows = []
    for one in orders:
        kept = signed.get(one.id)
        refusal = kept.refusal if kept else None
        rows.append(
            RelayErasureRow(
                one.id.hex()[:8],
                _day(actor, one.hlc),
                _day(actor, erased[one.id]) if one.id in erased else "",
                one.id in to_sign,
                translate_reason(refusal) if refusal else "",
                kept.named - kept.held if kept else 0,
            )
        )
    return tuple(rows)


@require_http_methods(["GET", "POST"])
@idempotent
@admin_required
def relay_erasures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who was forgotten and what the relay knows of it; a POST signs what it is to erase.

    Raises AdminNotCertified, AdministratorExpired.
    """
    if request.method == "POST":
        count = sign_relay_erasures(actor.node, admin_person_keys(request))
        return DoneRedirect(reverse("admin-forgotten", query={"signed": count}))
    rows = present_relay_erasures(actor)
    context = {
        "here": "overview",
        "rows": rows,
        "to_sign": sum(one.to_sign for one in rows),
        "relay": bool(get_setting("relay.url", "")),
        "certified": _is_certified(actor, admin_person_keys(request).verify_key),
        "signed": read_number(request.GET.get("signed", "")),
    }
    return render(request, "administration/forgotten.html", context)


def _is_certified(actor: Actor, key: bytes) -> bool:
    """Return whether the relay obeys this administrator today."""
    try:
        return certificate_days_left(actor.node, key) >= 0
    except AdminNotCertified:
        return False


def _day(actor: Actor, hlc: int) -> str:
    return format_day(to_local_day(actor, hlc >> 16), actor.today)
