"""Computers and colleagues who lack a key, and the button that grants it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.mission.grant_repair import grant_missing_keys, list_missing_keys
from posta.administration.access import admin_keys, admin_required
from posta.administration.admin_lists import ColleagueRow, DeviceRow, present_colleague, present_device
from posta.errors import TemporarilyUnavailable, gettext_noop
from posta.mission.posts import list_devices
from posta.mission.staff import list_staff
from posta.sync.lost_tail import has_synced_since_start
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect, read_number


class NotMetOthers(TemporarilyUnavailable):
    """Raised at a restored computer, which may not know the revocations since its backup."""

    sentence = gettext_noop(
        "This computer was restored and has not exchanged since, so it may not know who was "
        "declared lost. Exchange first, or read a stick; then give the keys."
    )


@dataclass(frozen=True, slots=True, repr=False)
class MissingKeys:
    """The computers and colleagues who lack a key."""

    devices: tuple[DeviceRow, ...]
    colleagues: tuple[ColleagueRow, ...]


def present_missing_keys(actor: Actor) -> MissingKeys | None:
    """Return who lacks a key; None if nobody does."""
    holders = {one.holder for one in list_missing_keys(actor.node)}
    if not holders:
        return None
    cursor = actor.node.cursor
    devices = [present_device(one, actor) for one in list_devices(cursor) if one.feed in holders]
    return MissingKeys(
        tuple(devices), tuple(present_colleague(one, actor) for one in list_staff(cursor) if one.id in holders)
    )


@require_http_methods(["GET", "POST"])
@idempotent
@admin_required
def missing_keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who lacks a key; grant all missing keys. Raises NotMetOthers."""
    if request.method == "POST":
        if not has_synced_since_start():
            raise NotMetOthers
        given = grant_missing_keys(actor.node, admin_keys(request, actor), by=actor.staff.id)
        return DoneRedirect(reverse("admin-keys", query={"given": given}))
    context = {
        "here": "overview",
        "lacking": present_missing_keys(actor),
        "given": read_number(request.GET.get("given", "")),
    }
    return render(request, "administration/keys.html", context)


def mark_key_messages() -> tuple[str, ...]:
    """Name the sentences of refusals that administrators see, so that translators find them."""
    return (
        _(
            "This computer was restored and has not exchanged since, so it may not know who was declared lost."
            " Exchange first, or read a stick; then give the keys."
        ),
    )
