"""Computers: a new one asks, six words are compared, it is enrolled; a lost one is turned away."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posta.acts.devices import check_certified, invitation_of, revoke_device
from posta.acts.duty import Duty
from posta.acts.founding import enrol_device
from posta.acts.joining import NotARequest, ask_again, read_request, read_request_text, secret_to_compare
from posta.care.administration.door import case_of, for_administrators, keys_of, the_device
from posta.care.administration.forms import LANGUAGES
from posta.care.administration.moments import read_moment
from posta.care.administration.present import present_device, present_devices
from posta.care.administration.stale import is_stale, name_device
from posta.care.clinic import Taken
from posta.care.lines import read_line
from posta.care.signed_page import small_page
from posta.care.signing import once
from posta.care.words import language
from posta.feed.sign import feed_id_of
from posta.mission.posts import find_device, find_post_named, list_posts
from posta.node.settings import get_setting
from posta.seal.words import compare_words

LONGEST_REQUEST = 4096


@require_GET
@for_administrators
def devices(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Every computer of the mission; lost ones apart."""
    used, lost = present_devices(duty)
    return render(request, "care/administration/devices.html", {"here": "devices", "used": used, "lost": lost})


@require_http_methods(["GET", "POST"])
@for_administrators
def ask(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Step one: the request of a new computer and its post; step two shows the words to compare."""
    if request.method == "GET":
        return _ask(request, duty, {})
    wrong, data, post = {}, b"", request.POST.get("post", "")
    try:
        data = _request_in(request)
    except NotARequest:
        wrong["request"] = _("This is not the request of a new computer. Choose its file, or copy its code again.")
    if find_post_named(duty.desk.cursor, post) is None:
        wrong["post"] = _("Choose the post it will serve.")
    if wrong:
        return _ask(request, duty, wrong)
    return _compare(request, duty, data, post)


@require_POST
@once
@for_administrators
def enrol(request: HttpRequest, duty: Duty) -> HttpResponse:
    """The words were the same: enrol the computer. They were not: nothing happens."""
    if request.POST.get("same") != "yes":
        return Taken("/admin/devices/new")
    keys = keys_of(request)
    check_certified(duty.desk, keys)
    data, post = read_request_text(request.POST.get("request", "")), request.POST.get("post", "")
    asked = read_request(data)
    if is_stale(request, name_device(find_device(duty.desk.cursor, feed_id_of(asked.verify_key)))):
        return _compare(request, duty, data, post, stale=True)
    enrol_device(duty.desk, case_of(request, duty), keys, asked, post, by=duty.staff.id)
    return Taken(f"/admin/devices/{feed_id_of(asked.verify_key).hex()}/?new=1")


@require_GET
@for_administrators
def one(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """One computer: its invitation, the words it will show, and what to do when it is lost."""
    device = the_device(duty, code)
    root = bytes.fromhex(str(get_setting("mission.root", "")))
    words = _words(secret_to_compare(ask_again(device.verify_key, device.box_public), root))
    shown = present_device(device, duty)
    context = {"here": "devices", "device": shown, "words": words, "fresh": "new" in request.GET}
    return render(request, "care/administration/device.html", context)


@require_GET
@for_administrators
def invitation(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """The invitation as a file whose name says nothing; only that computer can open it."""
    device = the_device(duty, code)
    sealed = invitation_of(duty.desk, keys_of(request), device)
    answer = HttpResponse(sealed, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{device.feed.hex()[:8]}.bin"'
    return answer


@require_http_methods(["GET", "POST"])
@once
@for_administrators
def revoke(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """A computer is lost: say what will happen, and do it only after that was read."""
    device = the_device(duty, code)
    raw, about_draft = small_page(request, duty, f"admin/devices/{code}/revoke")
    typed = {name: "".join(raw.get(name, ())[-1:]) for name in ("reason", "until", "until__time")}
    reason, until = read_line(typed["reason"]), read_moment(duty, typed, "until")
    if request.method == "POST" and device.revoked is not None and until.millis is None:
        until = replace(until, error=until.error or _("Write a day and an hour."))
    wrong = reason.error or until.error
    if request.method == "GET" or wrong:
        context = {"here": "devices", "device": present_device(device, duty), "reason": reason, "until": until}
        context |= about_draft
        return render(request, "care/administration/revoke.html", context, status=422 if wrong else 200)
    revoke_device(duty.desk, keys_of(request), device.feed, by=duty.staff.id, reason=reason.words, until=until.millis)
    return Taken(f"/admin/devices/{code}/aside" if until.millis is not None else "/admin/devices/#lost")


def _compare(request: HttpRequest, duty: Duty, data: bytes, post: str, *, stale: bool = False) -> HttpResponse:
    known = find_device(duty.desk.cursor, feed_id_of(read_request(data).verify_key))
    context = {
        "here": "devices",
        "request_text": data.hex(),
        "post": find_post_named(duty.desk.cursor, post),
        "words": _words(secret_to_compare(data)),
        "known": known,
        "shown": name_device(known),
        "stale": stale,
    }
    return render(request, "care/administration/compare.html", context, status=422 if stale else 200)


def _ask(request: HttpRequest, duty: Duty, wrong: dict[str, str]) -> HttpResponse:
    raw, about_draft = small_page(request, duty, "admin/devices/new")
    context = {
        "here": "devices",
        "posts": list_posts(duty.desk.cursor),
        "chosen": "".join(raw.get("post", ())[-1:]),
        "pasted": "".join(raw.get("code", ())[-1:])[:LONGEST_REQUEST],
        "wrong": wrong,
        **about_draft,
    }
    return render(request, "care/administration/new_device.html", context, status=422 if wrong else 200)


def _request_in(request: HttpRequest) -> bytes:
    """The request in the file or, without one, in the text. Raises NotARequest."""
    upload = request.FILES.get("file")
    data = upload.read(LONGEST_REQUEST) if upload else read_request_text(request.POST.get("code", "")[:LONGEST_REQUEST])
    read_request(data)
    return bytes(data)


def _words(secret: bytes) -> list[tuple[str, str, str]]:
    """The six words in each language, that of the page first: the other computer may speak another."""
    ordered = sorted(LANGUAGES, key=lambda one: one[0] != language())
    return [(code, name, " ".join(compare_words(secret, code))) for code, name in ordered]
