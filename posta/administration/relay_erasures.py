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
    RelayErasure,
    list_erased_at_relay,
    list_signed,
    list_to_sign,
    sign_relay_erasures,
)
from posta.administration.access import admin_person_keys, admin_required
from posta.ledger.erasures import ErasureOrder, list_orders
from posta.node.settings import get_setting
from posta.web.formatting import format_day, to_local_day
from posta.web.notices.messages import translate_reason
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect, read_number


@dataclass(frozen=True, slots=True, repr=False)
class RelayErasureRow:
    """One order to forget: its short number and day, and how it stands at the relay.

    `erased` is the day on which the relay obeyed, `partly` the same while `absent` entries that it names have not come
    here yet, `trouble` why it refused; `signed` if the order waits for an exchange, `to_sign` if it can be signed now.
    """

    number: str
    day: str
    erased: str
    partly: str
    signed: bool
    to_sign: bool
    trouble: str
    absent: int


def present_relay_erasures(actor: Actor) -> tuple[RelayErasureRow, ...]:
    """Return the orders to forget, newest first."""
    orders = list_orders(actor.node.cursor)
    erased, signed = list_erased_at_relay(actor.node), list_signed()
    to_sign = list_to_sign(actor.node) if orders else {}
    return tuple(
        _present(actor, one, erased.get(one.id), signed.get(one.id), to_sign=one.id in to_sign) for one in orders
    )


def _present(
    actor: Actor, order: ErasureOrder, erased: int | None, kept: RelayErasure | None, *, to_sign: bool
) -> RelayErasureRow:
    refusal = kept.refusal if kept else None
    return RelayErasureRow(
        number=order.id.hex()[:8],
        day=_day(actor, order.hlc >> 16),
        erased="" if erased is None else _day(actor, erased >> 16),
        partly=_day(actor, kept.taken) if kept and kept.taken and not kept.is_whole else "",
        signed=kept is not None and refusal is None,
        to_sign=to_sign,
        trouble=translate_reason(refusal) if refusal else "",
        absent=kept.named - kept.held if kept else 0,
    )


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


def _day(actor: Actor, millis: int) -> str:
    return format_day(to_local_day(actor, millis), actor.today)
