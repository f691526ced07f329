"""The page of the exchange, and what can be done there. Everybody at work may; nothing here can be read by them."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.care.clinic import Taken
from posta.care.duty import duty_of
from posta.care.exchange.present import present_exchange, present_import
from posta.care.exchange.reasons import in_words
from posta.care.signed_page import small_page
from posta.care.signing import once
from posta.clock import millis_of
from posta.courier.folder import export_bundle, import_bundle
from posta.courier.loop import go_now
from posta.courier.report import last_attempt
from posta.courier.roads import add_peer, drop_peer, note_met
from posta.errors import WrongData
from posta.node.incoming import LARGEST_BUNDLE
from posta.node.private_file import trouble_of
from posta.node.settings import get_setting, put_setting
from posta.node.uploads import passing_answer

LAST_IMPORT = "sync.import"
WAIT = 60_000


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How the exchange stands."""
    return _show(request)


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """The part of the page that asks again while a round is under way."""
    return _show(request, template="care/exchange/state.html")


@require_POST
@once
def exchange_now(request: HttpRequest) -> HttpResponse:
    """Begin a round at once; the page does not wait for it."""
    go_now()
    return Taken(f"/sync/?asked={millis_of(duty_of(request).now)}")


@require_POST
@once
def add(request: HttpRequest) -> HttpResponse:
    """Another post on the same Wi-Fi."""
    try:
        add_peer(request.POST.get("address", ""))
    except WrongData as error:
        return _show(request, wrong=in_words(str(error)), status=422)
    return Taken("/sync/#roads")


@require_POST
@once
def remove(request: HttpRequest) -> HttpResponse:
    """Exchange with this post no more."""
    drop_peer(request.POST.get("address", ""))
    return Taken("/sync/#roads")


@require_GET
def take_along(request: HttpRequest) -> FileResponse:
    """A file for a USB stick, under a name that says nothing."""
    desk = duty_of(request).desk
    bundle = passing_answer()
    try:
        export_bundle(desk, bundle)  # type: ignore[arg-type]
    except OSError as reason:
        raise trouble_of(reason) from reason
    bundle.seek(0)
    name = f"{desk.device.feed.hex()[:8]}.posta"
    answer = FileResponse(bundle, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer.headers["Content-Encoding"] = "identity"  # sealed bytes cannot be made smaller
    return answer


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """A file from a USB stick: read what is good of it, and say what became of all of it."""
    duty, upload = duty_of(request), request.FILES.get("bundle")
    if upload is None:
        return _show(request, wrong_file=_("Choose a file first."), status=422)
    if (upload.size or 0) > LARGEST_BUNDLE:
        return _show(request, wrong_file=_("This file is too large for one post to read."), status=413)
    receipt = import_bundle(duty.desk, upload.file)  # type: ignore[arg-type]
    note_met(duty.desk)
    told = {
        "new": receipt.new,
        "had": receipt.had,
        "filled": receipt.filled,
        "aside": receipt.aside,
        "unread": receipt.unread,
        "gaps": receipt.gaps,
    }
    put_setting(LAST_IMPORT, {**told, "reasons": receipt.reasons[:20], "at": millis_of(duty.now)})
    return Taken("/sync/imported")


@require_GET
def taken_in(request: HttpRequest) -> HttpResponse:
    """What the last file brought."""
    told = get_setting(LAST_IMPORT)
    if not isinstance(told, dict):
        return Taken("/sync/")
    return render(request, "care/exchange/imported.html", {"told": present_import(told, duty_of(request))})


def _show(request: HttpRequest, *, template: str = "", status: int = 200, **more: object) -> HttpResponse:
    duty = duty_of(request)
    asked = request.GET.get("asked", "")
    since = int(asked) if asked.isdigit() and len(asked) < 15 else 0
    waits = bool(since) and last_attempt() <= since and millis_of(duty.now) - since < WAIT
    raw, about_draft = small_page(request, duty, "sync/")
    address = "".join(raw.get("address", ())[-1:])
    context = {
        "told": present_exchange(duty),
        "waits": waits,
        "asked": since,
        "address": address,
        **about_draft,
        **more,
    }
    return render(request, template or "care/exchange/exchange.html", context, status=status)
