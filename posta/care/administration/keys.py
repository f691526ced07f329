"""Computers and colleagues who lack a key, and the button that gives it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.duty import Duty
from posta.acts.keys import give_missing_keys, list_missing
from posta.care.administration.door import case_of, for_administrators
from posta.care.administration.present import ColleagueShown, DeviceShown, present_colleague, present_device
from posta.care.clinic import Taken
from posta.care.signing import once
from posta.courier.lost_tail import has_met_others
from posta.errors import CannotNow
from posta.mission.posts import list_devices
from posta.mission.staff import list_staff


class NotMetOthers(CannotNow):
    """A restored computer may not know who was declared lost since its backup."""


@dataclass(frozen=True, slots=True)
class LackingShown:
    """Everybody who lacks a key."""

    devices: tuple[DeviceShown, ...]
    colleagues: tuple[ColleagueShown, ...]


def present_lacking(duty: Duty) -> LackingShown | None:
    """Return who lacks a key; None if nobody does."""
    holders = {one.holder for one in list_missing(duty.desk)}
    if not holders:
        return None
    cursor = duty.desk.cursor
    devices = [present_device(one, duty) for one in list_devices(cursor) if one.feed in holders]
    return LackingShown(
        tuple(devices), tuple(present_colleague(one, duty) for one in list_staff(cursor) if one.id in holders)
    )


@require_http_methods(["GET", "POST"])
@once
@for_administrators
def keys(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Show who lacks a key; give everybody what they lack. Raises NotMetOthers."""
    if request.method == "POST":
        if not has_met_others():
            raise NotMetOthers(
                "This computer was restored and has not exchanged since, so it may not know who was declared lost."
                " Exchange first, or read a stick; then give the keys."
            )
        given = give_missing_keys(duty.desk, case_of(request, duty), by=duty.staff.id)
        return Taken(f"/admin/keys/?given={given}")
    told = request.GET.get("given", "")
    context = {
        "here": "overview",
        "lacking": present_lacking(duty),
        "given": int(told) if told.isdecimal() and len(told) < 6 else None,
    }
    return render(request, "care/administration/keys.html", context)


def marked_sentences() -> tuple[str, ...]:
    """Sentences of refusals that administrators see, named here so that translators find them."""
    return (
        _(
            "This computer was restored and has not exchanged since, so it may not know who was declared lost."
            " Exchange first, or read a stick; then give the keys."
        ),
    )
