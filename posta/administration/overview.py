"""The first page of administration."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.acts.mission.card_renewal import CERTIFY_BEFORE, certificate_days_left, list_due_cards
from posta.acts.mission.founding import AdminNotCertified
from posta.acts.mission.relay_erasure import list_to_sign
from posta.administration.access import admin_person_keys, admin_required
from posta.administration.admin_lists import (
    count_places_with_computer,
    expiry_text,
    list_holders_without_keys,
    present_colleagues,
    present_devices,
)
from posta.ledger.erasures import list_valid_orders


@require_GET
@admin_required
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the numbers of each, and what needs attention."""
    working, _ended = present_colleagues(actor)
    used, lost = present_devices(actor)
    context = {
        "here": "overview",
        "working": len(working),
        "used": len(used),
        "lost": len(lost),
        "places": count_places_with_computer(actor),
        "leaving": [one for one in working if one.state == "ask" and not one.lacks_key],
        "odd": [one for one in used if one.state == "ask" and not one.lacks_key],
        "lacking": len(list_holders_without_keys(actor)),
        "due": len(list_due_cards(actor.node)),
        "forgotten": bool(list_valid_orders(actor.node.cursor)),
        "to_sign": len(list_to_sign(actor.node)),
        "uncertified": _certificate_warning(actor, admin_person_keys(request).verify_key),
    }
    return render(request, "administration/overview.html", context)


def _certificate_warning(actor: Actor, key: bytes) -> str:
    """Return how long the certificate is still valid, if that is short; empty for an administrator without one."""
    try:
        left = certificate_days_left(actor.node, key)
    except AdminNotCertified:
        return ""
    return expiry_text(left) if left < CERTIFY_BEFORE else ""
