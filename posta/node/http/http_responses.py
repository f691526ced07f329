"""Whole HTTP answers that need no Django: written to a bare socket by the supervisor, or through WSGI by the worker.

Each one closes the connection, is kept by no cache and may load nothing but the page's own style sheet.
"""

import json
from dataclasses import dataclass

from posta.node.http.locked_help import find_help_page
from posta.node.http.locked_page import LockReason, LoginProblem, render, render_elsewhere, style
from posta.node.http.login_throttle import LONGEST_DELAY
from posta.node.http.return_page import KeptForm

Headers = tuple[tuple[str, str], ...]

_ALWAYS: Headers = (
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "same-origin"),  # with "no-referrer" browsers post "Origin: null", as foreign pages do
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


@dataclass(frozen=True, slots=True, repr=False)
class RawResponse:
    """Status line, headers and body of one response."""

    status: str
    headers: Headers
    body: bytes

    def to_bytes(self) -> bytes:
        """Return the response as it goes over the wire."""
        lines = [f"HTTP/1.1 {self.status}", *(f"{name}: {value}" for name, value in self.headers), "Connection: close"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


_STATUS = {
    None: "200 OK",
    LoginProblem.REFUSED: "422 Unprocessable Entity",
    LoginProblem.BUSY: "429 Too Many Requests",
    LoginProblem.EARLY: "429 Too Many Requests",
    LoginProblem.BROKEN: "500 Internal Server Error",
    LoginProblem.LOST: "403 Forbidden",
    LoginProblem.FULL: "409 Conflict",
    LoginProblem.LATER: "503 Service Unavailable",
}

_RETRY_AFTER = {LoginProblem.BUSY: "5", LoginProblem.EARLY: str(LONGEST_DELAY)}


def passphrase_page(
    language: str,
    *,
    reason: LockReason = LockReason.LOCKED,
    problem: LoginProblem | None = None,
    back: str = "/",
    kept: KeptForm = KeptForm.NOTHING_SENT,
) -> RawResponse:
    """Return the page that asks for words and leads `back`.

    It says what went wrong before, and what became of what was typed.
    """
    # htmx would swap this page into a part of the page it is on, so a header makes it load this page instead.
    more: Headers = (("HX-Redirect", reason.address),)
    if problem in _RETRY_AFTER:
        more += (("Retry-After", _RETRY_AFTER[problem]),)
    return _answer(
        _STATUS[problem], "text/html; charset=utf-8", render(language, reason, problem, back=back, kept=kept), *more
    )


def help_page(
    path: str, language: str, *, opens_at: str = "/", back: str = "/", kept: KeptForm = KeptForm.NOTHING_SENT
) -> RawResponse | None:
    """Return the guide at an address for somebody without keys, or None if no guide is there."""
    page = find_help_page(path, language, opens_at=opens_at, back=back, kept=kept)
    return _answer("200 OK", "text/html; charset=utf-8", page) if page else None


def wrong_host_page(language: str) -> RawResponse:
    """Return the page for a browser that asked for a name that is not this post's."""
    return _answer("421 Misdirected Request", "text/html; charset=utf-8", render_elsewhere(language))


def stylesheet() -> RawResponse:
    """Return the style sheet of that page."""
    return _answer("200 OK", "text/css; charset=utf-8", style())


def health_response(state: str) -> RawResponse:
    """Return whether anything answers here, and whether it is locked or open; nothing else."""
    return _answer("200 OK", "application/json", json.dumps({"posta": state}).encode())


def redirect(location: str, *more: tuple[str, str]) -> RawResponse:
    """Go and GET that page."""
    return _answer("303 See Other", "text/plain", b"", ("Location", location), *more)


def empty_response() -> RawResponse:
    """Return that nothing is here, and no reason to ask again (icons that browsers look for)."""
    return _answer("204 No Content", "text/plain", b"")


def _answer(status: str, kind: str, body: bytes, *more: tuple[str, str]) -> RawResponse:
    return RawResponse(status, (("Content-Type", kind), ("Content-Length", str(len(body))), *more, *_ALWAYS), body)
