"""The session of every request: who asks, whether they are still here, and what may be kept.

`request.session_of_staff` is the `Session` of this browser. Without one the request goes to the page that asks for
words, unless its address is among `settings.POSTA_OPEN_PATHS`: paths with a check of their own (a phone's token, a
peer's signature). Only what a person does keeps the session alive; a board that refreshes itself does not.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from posta.node.http.cookies import SESSION, cookie_name
from posta.node.http.login_throttle import HERE, classify_origin
from posta.node.http.request_head import is_from_our_page, size_of_typed
from posta.node.http.return_page import KeptForm, passphrase_page_address, return_page_at, return_page_of_referer
from posta.node.process_state import PROCESS
from posta.node.session import Session
from posta.node.storage import unsent_forms

CACHED_FOREVER = "private, max-age=31536000, immutable"  # only what says nothing of people or mission may ask for it
POLLING_PATHS = ("/board/poll", "/sync/state")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}


class SeeOther(HttpResponseRedirect):
    """303: after any request, GET that page."""

    status_code = 303


class PolicyMiddleware:
    """Puts the content security policy on every answer: a page loads what this node serves and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response


class SessionMiddleware:
    """Puts the session on the request, or sends the browser to ask for words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = PROCESS.sessions.find(request.COOKIES.get(cookie_name(SESSION)))
        request.session_of_staff = session  # type: ignore[attr-defined]
        if session is None and not _is_open(request.path):
            return _forbid_caching(request, SeeOther(_redirect_to_passphrase(request)))
        if session is not None and not _is_polling(request):
            PROCESS.sessions.seen(session)
        return _forbid_caching(request, self.get_response(request))


def session_of(request: HttpRequest) -> Session | None:
    """Return the session that this middleware put on the request."""
    session: Session | None = getattr(request, "session_of_staff", None)
    return session


def is_partial(request: HttpRequest) -> bool:
    """Return whether a script asks for a part of a page, and not a browser for a whole one.

    htmx says so in a header.
    """
    return request.headers.get("HX-Request") == "true"


def _redirect_to_passphrase(request: HttpRequest) -> str:
    """Return the page of words, which leads back to the page of this browser.

    What was typed there is kept meanwhile.
    """
    login = getattr(settings, "POSTA_LOGIN_URL", "/login/")
    if request.method != "POST":
        return passphrase_page_address(return_page_at(request.path, request.META.get("QUERY_STRING", "")), at=login)
    address, fields = request.get_full_path(), {name.lower(): value for name, value in request.headers.items()}
    is_typed = is_from_our_page(fields) and size_of_typed(fields) > 0
    kind = fields.get("content-type", "")
    origin = unsent_forms.HERE if classify_origin(request.META.get("REMOTE_ADDR", "")) == HERE else unsent_forms.NETWORK
    place = unsent_forms.UnsentFormFolder(Path(settings.POSTA_HOME), origin)
    kept = unsent_forms.seal_unsent_form(place, address, request.body, kind) if is_typed else KeptForm.NOTHING_SENT
    return passphrase_page_address(return_page_of_referer(fields.get("referer", "")), kept=kept, at=login)


def _is_open(path: str) -> bool:
    return path.startswith((settings.STATIC_URL, *getattr(settings, "POSTA_OPEN_PATHS", ())))


def _is_polling(request: HttpRequest) -> bool:
    return request.headers.get("HX-Polling") == "true" or request.path.startswith(POLLING_PATHS)


def _forbid_caching(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith(settings.STATIC_URL) and response.get("Cache-Control") != CACHED_FOREVER:
        response.headers["Cache-Control"] = "no-store"
    return response
