"""The page of the exchange and its actions. Every colleague may use it; nothing here shows a record."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.administration.exchange.sync_page import present_import, present_sync
from posta.clock import to_millis
from posta.errors import InvalidData
from posta.node.settings import get_setting, put_setting
from posta.node.storage.private_file import describe_file_error
from posta.node.storage.uploads import open_response_buffer
from posta.node.wsgi.request_limits import LARGEST_BUNDLE
from posta.sync.background_loop import trigger_sync
from posta.sync.file_transfer import export_bundle, import_bundle
from posta.sync.peers import add_peer, record_contact, remove_peer
from posta.sync.sync_report import last_attempt
from posta.web.notices.messages import translate_error
from posta.web.pages.draft_state import load_small_form
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import DoneRedirect, read_number

LAST_IMPORT = "sync.import"
WAIT_MS = 60_000


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Return the state of the exchange."""
    return _show(request)


@require_GET
def sync_state(request: HttpRequest) -> HttpResponse:
    """Return the part of the page that the browser reloads during a round."""
    return _show(request, template="administration/exchange/state.html")


@require_POST
@idempotent
def sync_now(request: HttpRequest) -> HttpResponse:
    """Begin a round at once; the page does not wait for it."""
    trigger_sync()
    return DoneRedirect(reverse("sync", query={"asked": to_millis(get_actor(request).now)}))


@require_POST
@idempotent
def peer_add(request: HttpRequest) -> HttpResponse:
    """Add another post on the same Wi-Fi."""
    try:
        add_peer(request.POST.get("address", ""))
    except InvalidData as error:
        return _show(request, wrong=translate_error(error), status=422)
    return DoneRedirect(reverse("sync", fragment="roads"))


@require_POST
@idempotent
def peer_remove(request: HttpRequest) -> HttpResponse:
    """Stop the exchange with this post."""
    remove_peer(request.POST.get("address", ""))
    return DoneRedirect(reverse("sync", fragment="roads"))


@require_GET
def download_bundle(request: HttpRequest) -> FileResponse:
    """Return a file for a USB stick, with a neutral name."""
    node = get_actor(request).node
    bundle = open_response_buffer()
    try:
        export_bundle(node, bundle)  # type: ignore[arg-type]
    except OSError as reason:
        raise describe_file_error(reason) from reason
    bundle.seek(0)
    name = f"{node.device.feed.hex()[:8]}.posta"
    answer = FileResponse(bundle, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer.headers["Content-Encoding"] = "identity"  # sealed bytes cannot be compressed
    return answer


@require_POST
def receive_bundle(request: HttpRequest) -> HttpResponse:
    """Read a file from a USB stick: accept what is valid, and report on all of it."""
    actor, upload = get_actor(request), request.FILES.get("bundle")
    if upload is None:
        return _show(request, wrong_file=_("Choose a file first."), status=422)
    if (upload.size or 0) > LARGEST_BUNDLE:
        return _show(request, wrong_file=_("This file is too large for one post to read."), status=413)
    receipt = import_bundle(actor.node, upload.file)  # type: ignore[arg-type]
    record_contact(actor.node)
    counts = {
        "new": receipt.new,
        "had": receipt.had,
        "filled": receipt.filled,
        "aside": receipt.aside,
        "unread": receipt.unread,
        "gaps": receipt.gaps,
    }
    put_setting(
        LAST_IMPORT, {**counts, "reasons": [one.to_json() for one in receipt.reasons[:20]], "at": to_millis(actor.now)}
    )
    return DoneRedirect(reverse("sync-imported"))


@require_GET
def import_result(request: HttpRequest) -> HttpResponse:
    """Return the result of the last file."""
    stored = get_setting(LAST_IMPORT)
    if not isinstance(stored, dict):
        return DoneRedirect(reverse("sync"))
    return render(
        request, "administration/exchange/imported.html", {"result": present_import(stored, get_actor(request))}
    )


def _show(request: HttpRequest, *, template: str = "", status: int = 200, **more: object) -> HttpResponse:
    actor = get_actor(request)
    since = read_number(request.GET.get("asked", ""), 14) or 0
    waits = bool(since) and last_attempt() <= since and to_millis(actor.now) - since < WAIT_MS
    raw, about_draft = load_small_form(request, actor, "sync/")
    address = "".join(raw.get("address", ())[-1:])
    context = {
        "report": present_sync(actor),
        "waits": waits,
        "asked": since,
        "address": address,
        **about_draft,
        **more,
    }
    return render(request, template or "administration/exchange/exchange.html", context, status=status)
