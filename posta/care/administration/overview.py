"""The first page of administration, and the list of posts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posta.acts.duty import Duty
from posta.acts.founding import NoCertificate
from posta.acts.renewal import CERTIFY_BEFORE, certificate_left, list_due
from posta.care.administration.door import for_administrators, keys_of
from posta.care.administration.present import (
    left_words,
    list_lacking_holders,
    present_colleagues,
    present_devices,
    present_posts,
)


@require_GET
@for_administrators
def overview(request: HttpRequest, duty: Duty) -> HttpResponse:
    """How many of each, and what needs a look."""
    working, _ended = present_colleagues(duty)
    used, lost = present_devices(duty)
    open_posts, _others = present_posts(duty)
    context = {
        "here": "overview",
        "working": len(working),
        "used": len(used),
        "lost": len(lost),
        "posts": len(open_posts),
        "leaving": [one for one in working if one.state == "ask" and not one.lacks_key],
        "odd": [one for one in used if one.state == "ask" and not one.lacks_key],
        "lacking": len(list_lacking_holders(duty)),
        "due": len(list_due(duty.desk)),
        "uncertified": _uncertified(duty, keys_of(request).verify_key),
    }
    return render(request, "care/administration/overview.html", context)


def _uncertified(duty: Duty, key: bytes) -> str:
    """How long the certificate still holds, if that is short; whoever never had one is not reminded of it."""
    try:
        left = certificate_left(duty.desk, key)
    except NoCertificate:
        return ""
    return left_words(left) if left < CERTIFY_BEFORE else ""


@require_GET
@for_administrators
def posts(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Every post of the mission, with its computers and when they were last heard of."""
    opened, others = present_posts(duty)
    return render(request, "care/administration/posts.html", {"here": "posts", "opened": opened, "others": others})
