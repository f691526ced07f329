"""What this node answers to other devices on the same Wi-Fi: the paths of a relay, behind card and signature.

Open only while the node is open, because a locked node has no database. Strangers get no information.
"""

from collections.abc import Callable
from functools import wraps

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from posta.errors import InvalidData, PostaError, StorageError, gettext_noop
from posta.ledger.frontier import list_sendable_heads
from posta.mission.posts import find_device, find_revocation_order
from posta.node.settings import get_setting
from posta.scribe.context.local_node import open_local_context
from posta.scribe.context.node_context import NodeContext
from posta.scribe.incoming.receive import receive
from posta.sync.exchange import offers_and_wants, segments_offered
from posta.sync.late_keys import has_new_grants, open_with_late_keys
from posta.sync.own_membership import trusted_day
from posta.wire import membership
from posta.wire.address import MAX_SEGMENT
from posta.wire.compare import Offer, decode_claims

MAX_BYTES = 4 << 20


class NotANumber(InvalidData):
    """A branch and a sequence are numbers."""

    sentence = gettext_noop("A value in the address is not a number.")


View = Callable[..., HttpResponse]


def _for_members(view: View) -> View:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **place: object) -> HttpResponse:
        node = open_local_context()
        try:
            member = _check(request, node)
        except PostaError:
            return HttpResponse(status=401, headers={membership.TIME_HEADER: str(node.clock.millis())})
        device = find_device(node.cursor, member.feed)
        if device is not None and device.revoked is not None:  # the answer says why, with the administrator's signature
            order = find_revocation_order(node.cursor, member.feed)
            return HttpResponse(order, status=403, content_type="application/octet-stream")
        try:
            return view(request, node, **place)
        except InvalidData:
            return HttpResponse(status=400)
        except StorageError:
            return HttpResponse(status=507)

    return answer


def _check(request: HttpRequest, node: NodeContext) -> membership.Card:
    root = bytes.fromhex(str(get_setting("mission.root", "")))
    card = membership.decode_header_value(request.headers.get(membership.CARD_HEADER, ""))
    today = trusted_day(node)
    member = membership.verify_card(card, root, today)
    membership.verify_request(
        request.headers.get(membership.REQUEST_HEADER, ""),
        member.device,
        method=request.method or "",
        path=request.get_full_path(),
        body=request.body,
        now_ms=node.clock.millis(),
    )
    return member


@_for_members
def answer_diff(request: HttpRequest, node: NodeContext) -> HttpResponse:
    """Return what each side lacks."""
    offers, wants = offers_and_wants(node, decode_claims(request.body))
    return HttpResponse(msgspec.msgpack.encode({"have": offers, "want": wants}), content_type="application/msgpack")


@_for_members
def segments(request: HttpRequest, node: NodeContext, feed: str, incarnation: int) -> HttpResponse:
    """Return segments of one branch, each after its length in four bytes."""
    heads = list_sendable_heads(node.cursor, node.clock.millis())
    branch, start = _number(request, "branch"), _number(request, "from")
    if not branch < len(heads) or heads[branch].feed.hex() != feed or heads[branch].incarnation != incarnation:
        return HttpResponse(status=404)
    head = heads[branch]
    out = bytearray()
    for data in segments_offered(node, Offer(head.feed, incarnation, branch, start, head.sequence, head.hash)):
        out += len(data).to_bytes(4, "big") + data
        if len(out) >= MAX_BYTES:
            break
    return HttpResponse(bytes(out), content_type="application/octet-stream")


@_for_members
def segment(request: HttpRequest, node: NodeContext, feed: str, incarnation: int, first: int) -> HttpResponse:
    """Take in a segment, and open what the keys in it open."""
    if len(request.body) > MAX_SEGMENT:
        return HttpResponse(status=413)
    receipt = receive(node, [request.body])
    if has_new_grants(node):
        open_with_late_keys(node)
    return HttpResponse(status=409 if receipt.gaps else 201 if receipt.new else 200)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotANumber
    return int(text)


urlpatterns = [
    path("v1/diff", answer_diff, name="peer-diff"),
    path("v1/feeds/<str:feed>/<int:incarnation>", segments, name="peer-segments"),
    path("v1/feeds/<str:feed>/<int:incarnation>/<int:first>", segment, name="peer-segment"),
]
