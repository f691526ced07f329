"""How much a request may bring, and how long it may take, by who sends it.

    anybody                          a form of 64 kB, in memory
    a device of the mission          a segment of 1 MiB, in memory; few at a time, because a card can be overheard
    a colleague with a session       32 MB, in memory; a bundle from a stick 512 MB, in a file without a name

The sender is judged when the head of the request is there and before a byte of the body is kept: the session's cookie
and the device's card are in the head. The card alone proves little (the signature covers the body too, and
`posta.sync.peer_api` checks it later), so what it opens is bounded for each device and in all.

A head comes within ten seconds, a body at 8 kB/s and ten seconds more; a slower connection is closed.
"""

import time
from copy import copy
from typing import Any
from weakref import WeakKeyDictionary

from waitress.parser import HTTPRequestParser
from waitress.utilities import Error, RequestEntityTooLarge

from posta.node.http.request_head import is_too_long_to_keep
from posta.node.http.return_page import KeptForm, passphrase_page_address, return_page_of_referer
from posta.node.process_state import PROCESS
from posta.node.wsgi.auth_wsgi import DEVICES, session_of
from posta.wire.address import MAX_SEGMENT
from posta.wire.membership import CARD_HEADER

LOGIN = "/login/"
LARGEST_FORM = 64 * 1024
LARGEST_BODY = 32 * 1024 * 1024
LARGEST_BUNDLE = 512 * 1024 * 1024
LARGEST_HEAD = 32 * 1024
BUNDLE_IN_MEMORY = 4 * 1024 * 1024
BUNDLES = "/sync/import"
MOST_SEGMENTS = 16  # on their way in, of all devices
MOST_SEGMENTS_OF_ONE = 4
HEAD_SECONDS = 10.0
BYTES_A_SECOND = 8 * 1024

_CARD = CARD_HEADER.upper().replace("-", "_")


class TooManyUploads(Error):
    """So many segments of this device, or of all, are on their way in already."""

    code = 503
    reason = "Service Unavailable"


class PassphraseRequired(Error):
    """A form was sent by somebody whose session is over, and is too long to be kept: its body is not read."""

    code = 303
    reason = "See Other"

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body; `body` of this error is where it leads."""
        return f"{self.code} {self.reason}", [("Location", self.body), ("Cache-Control", "no-store")], b""


class LimitedRequest(HTTPRequestParser):
    """A request as it comes in."""

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.began = time.monotonic()

    @property
    def deadline(self) -> float:
        """Return when it must be whole, on the monotonic clock."""
        if not self.headers_finished:
            return self.began + HEAD_SECONDS
        size = self.adj.max_request_body_size if self.chunked else self.content_length
        return self.began + 2 * HEAD_SECONDS + float(size) / BYTES_A_SECOND

    def received(self, data: bytes) -> int:
        """Take in what has come.

        A form too long for a sender without a session leads to the page of words, which says so.
        """
        consumed: int = super().received(data)
        refused: object = getattr(self, "error", None)
        if isinstance(refused, RequestEntityTooLarge) and _is_from_our_page(self):
            self.error = PassphraseRequired(passphrase_page_address(_page_of(self), kept=KeptForm.LOST, at=LOGIN))
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is None:
            return
        if session_of({"HTTP_COOKIE": self.headers.get("COOKIE", "")}, PROCESS.sessions) is not None:
            self._open_for_colleague()
        elif self.path.startswith(DEVICES):
            self._open_for_device()

    def _open_for_colleague(self) -> None:
        is_bundle = self.command == "POST" and self.path == BUNDLES
        self._allow(LARGEST_BUNDLE if is_bundle else LARGEST_BODY)
        if is_bundle:
            self.body_rcv.buf.overflow = BUNDLE_IN_MEMORY

    def _open_for_device(self) -> None:
        find_member = PROCESS.find_member
        device = find_member(self.headers.get(_CARD, "")) if find_member else None
        if device is None:
            return
        self._allow(MAX_SEGMENT)
        of_one = sum(each == device for each in _incoming.values())
        if of_one < MOST_SEGMENTS_OF_ONE and len(_incoming) < MOST_SEGMENTS:
            _incoming[self] = device
        else:
            self.error = TooManyUploads("too many segments at the same time")
            self.completed = True

    def _allow(self, size: int) -> None:
        larger: Any = copy(self.adj)  # type: ignore[has-type]
        larger.max_request_body_size = size + 1  # waitress refuses what is as long as this
        self.adj = larger


def _is_from_our_page(request: HTTPRequestParser) -> bool:
    """Return whether a page of this post was sent by a browser without a session.

    With a session, its bodies are bounded by size alone.
    """
    fields = _fields_of(request)
    is_page = request.command == "POST" and not request.path.startswith(DEVICES) and is_too_long_to_keep(fields)
    return is_page and session_of({"HTTP_COOKIE": fields.get("cookie", "")}, PROCESS.sessions) is None


def _page_of(request: HTTPRequestParser) -> str:
    return return_page_of_referer(_fields_of(request).get("referer", ""))


def _fields_of(request: HTTPRequestParser) -> dict[str, str]:
    return {name.replace("_", "-").lower(): value for name, value in request.headers.items()}


_incoming: WeakKeyDictionary[LimitedRequest, bytes] = WeakKeyDictionary()
"""Requests that hold a segment, by device; one leaves when its connection lets go of it."""
