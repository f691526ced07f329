"""Computers: a request, the comparison of six words, the enrolment; the revocation of a lost computer."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posta.acts.actor import Actor
from posta.acts.mission.enrolled_devices import build_invitation, check_certified, revoke_device
from posta.acts.mission.founding import enrol_device
from posta.acts.mission.join_requests import (
    NotAJoinRequest,
    parse_join_request,
    parse_join_request_text,
    rebuild_join_request,
    verification_digest,
)
from posta.administration.access import admin_keys, admin_person_keys, admin_required, get_device_or_404
from posta.administration.admin_lists import present_device, present_devices
from posta.administration.edit_conflicts import encode_device, is_stale
from posta.administration.forms import LANGUAGES
from posta.administration.past_moment import parse_moment
from posta.clock import to_epoch_day
from posta.feed.sign import feed_id_of
from posta.formkit.language import current_language
from posta.formkit.short_text import parse_short_text
from posta.mission.posts import find_device, find_post_by_code, list_posts
from posta.node.settings import get_setting
from posta.seal.passphrase import comparison_words
from posta.web.pages.draft_state import load_small_form
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect

MAX_REQUEST_BYTES = 4096


@require_GET
@admin_required
def device_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return every computer of the mission, lost ones in a list of their own."""
    used, lost = present_devices(actor)
    return render(request, "administration/devices.html", {"here": "devices", "used": used, "lost": lost})


@require_http_methods(["GET", "POST"])
@admin_required
def new_device_request(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show step one, the request of a new computer and its post, then step two, the words to compare."""
    if request.method == "GET":
        return _show_request(request, actor, {})
    wrong, data, post = {}, b"", request.POST.get("post", "")
    try:
        data = _read_request(request)
    except NotAJoinRequest:
        wrong["request"] = _("This is not the request of a new computer. Choose its file, or copy its code again.")
    if find_post_by_code(actor.node.cursor, post) is None:
        wrong["post"] = _("Choose the post it will serve.")
    if wrong:
        return _show_request(request, actor, wrong)
    return _compare(request, actor, data, post)


@require_POST
@idempotent
@admin_required
def device_enrolment(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Enrol the computer if the words were the same; otherwise do nothing."""
    if request.POST.get("same") != "yes":
        return DoneRedirect(reverse("admin-device-new"))
    keys = admin_person_keys(request)
    check_certified(actor.node, keys)
    data, post = parse_join_request_text(request.POST.get("request", "")), request.POST.get("post", "")
    asked = parse_join_request(data)
    if is_stale(request, encode_device(find_device(actor.node.cursor, feed_id_of(asked.verify_key)))):
        return _compare(request, actor, data, post, stale=True)
    enrol_device(actor.node, admin_keys(request, actor), keys, asked, post, by=actor.staff.id)
    return DoneRedirect(reverse("admin-device", args=[feed_id_of(asked.verify_key).hex()], query={"new": 1}))


@require_GET
@admin_required
def device_detail(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return one computer: its invitation, the words it will show, and what to do if it is lost."""
    device = get_device_or_404(actor, code)
    root = bytes.fromhex(str(get_setting("mission.root", "")))
    words = _verification_words(verification_digest(rebuild_join_request(device.verify_key, device.box_public), root))
    shown = present_device(device, actor)
    context = {"here": "devices", "device": shown, "code": code, "words": words, "fresh": "new" in request.GET}
    return render(request, "administration/device.html", context)


@require_GET
@admin_required
def download_invitation(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the invitation as a file with a neutral name; only that computer can open it."""
    device = get_device_or_404(actor, code)
    sealed = build_invitation(actor.node, admin_person_keys(request), device)
    answer = HttpResponse(sealed, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{device.feed.hex()[:8]}.bin"'
    return answer


@require_http_methods(["GET", "POST"])
@idempotent
@admin_required
def device_revocation(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Declare a computer lost, after the administrator has read what will happen."""
    device = get_device_or_404(actor, code)
    raw, about_draft = load_small_form(request, actor, f"admin/devices/{code}/revoke")
    typed = {name: "".join(raw.get(name, ())[-1:]) for name in ("reason", "until", "until__time")}
    reason, until = parse_short_text(typed["reason"]), parse_moment(actor, typed, "until")
    if request.method == "POST" and device.revoked is not None and until.millis is None:
        until = replace(until, error=until.error or _("Write a day and an hour."))
    wrong = reason.error or until.error
    if request.method == "GET" or wrong:
        context = {"here": "devices", "device": present_device(device, actor), "reason": reason, "until": until}
        context |= about_draft
        return render(request, "administration/revoke.html", context, status=422 if wrong else 200)
    revoke_device(
        actor.node, admin_person_keys(request), device.feed, by=actor.staff.id, reason=reason.words, until=until.millis
    )
    return DoneRedirect(
        reverse("admin-device-aside", args=[code])
        if until.millis is not None
        else reverse("admin-devices", fragment="lost")
    )


def _compare(request: HttpRequest, actor: Actor, data: bytes, post: str, *, stale: bool = False) -> HttpResponse:
    known = find_device(actor.node.cursor, feed_id_of(parse_join_request(data).verify_key))
    context = {
        "here": "devices",
        "request_text": data.hex(),
        "post": find_post_by_code(actor.node.cursor, post),
        "words": _verification_words(verification_digest(data)),
        "known": known,
        "shown": encode_device(known),
        "stale": stale,
    }
    return render(request, "administration/compare.html", context, status=422 if stale else 200)


def _show_request(request: HttpRequest, actor: Actor, wrong: dict[str, str]) -> HttpResponse:
    raw, about_draft = load_small_form(request, actor, "admin/devices/new")
    context = {
        "here": "devices",
        "posts": [post for post in list_posts(actor.node.cursor) if post.is_open_on(to_epoch_day(actor.today))],
        "chosen": "".join(raw.get("post", ())[-1:]) or request.GET.get("post", ""),
        "pasted": "".join(raw.get("code", ())[-1:])[:MAX_REQUEST_BYTES],
        "wrong": wrong,
        **about_draft,
    }
    return render(request, "administration/new_device.html", context, status=422 if wrong else 200)


def _read_request(request: HttpRequest) -> bytes:
    """Return the request in the file or, without one, in the text. Raises NotARequest."""
    upload = request.FILES.get("file")
    data = (
        upload.read(MAX_REQUEST_BYTES)
        if upload
        else parse_join_request_text(request.POST.get("code", "")[:MAX_REQUEST_BYTES])
    )
    parse_join_request(data)
    return bytes(data)


def _verification_words(secret: bytes) -> list[tuple[str, str, str]]:
    """Return the six words in each language, the page's first: the other computer may use another."""
    ordered = sorted(LANGUAGES, key=lambda one: one[0] != current_language())
    return [(code, name, " ".join(comparison_words(secret, code))) for code, name in ordered]
