"""Turns every error of Posta into a page, and is the only place that does: plain words, no trace, no name.

Refused is 403. What cannot be done now, and a disk that fails, is 503 with everything that was typed, ready to be
sent again. Wrong data that no form caught is 422.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from posta.errors import NotAllowed, PostaError, StorageError, TemporarilyUnavailable
from posta.node.storage.database import DamagedDatabase, FullDisk, to_storage_error
from posta.web.notices.messages import translate_error

NOT_RESENT = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True, repr=False)
class ErrorPage:
    """An error as it is shown; `again` offers to send what was typed once more."""

    status: int
    title: str
    words: str
    icon: str = "triangle-alert"
    again: bool = False


def find_posta_error(error: BaseException) -> PostaError | None:
    """Return the Posta error that this is, or that caused it: a failing disk raises through other code."""
    if isinstance(error, PostaError):
        return error
    return next((found for one in (error, error.__cause__) if one and (found := to_storage_error(one))), None)


def error_response(request: HttpRequest, error: PostaError) -> HttpResponse:
    """Return the page for an error that a view did not handle."""
    page = _error_page(error)
    if isinstance(error, StorageError) and request.method not in ("POST", "PUT"):
        page = _for_get_request(page, error)
    return render_error(request, page)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return 404: nothing is at this address, or it is not known at this post yet."""
    words = _("What you look for is not at this post. It may arrive with the next exchange.")
    return render_error(request, ErrorPage(404, _("Nothing here"), words, "search"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500: a fault of the program; nothing was half-saved."""
    words = _("This is a fault of the program. Nothing was half-saved. Tell the administration of the mission.")
    return render_error(request, ErrorPage(500, _("Something went wrong"), words))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the framework's 403: a form that this page did not make."""
    return render_error(request, ErrorPage(403, _("Not for your role"), _("You cannot do this here."), "shield-alert"))


def render_error(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    """Render an error; what was typed travels in the page, and the node does not store it."""
    kept = list_resent_fields(request) if page.again else []
    context = {"page": page, "kept": kept, "action": request.get_full_path()}
    return render(request, "web/error.html", context, status=page.status)


def list_resent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was posted, by name, so that the error page can send it again."""
    posted = request.POST.lists() if request.method == "POST" else ()
    return [(name, value) for name, values in posted if name not in NOT_RESENT for value in values]


def _error_page(error: PostaError) -> ErrorPage:
    if isinstance(error, NotAllowed):
        return ErrorPage(403, _("Not for your role"), translate_error(error), "shield-alert")
    if isinstance(error, FullDisk):
        return ErrorPage(503, _("Not saved: the disk is full"), translate_error(error), "hard-drive", again=True)
    if isinstance(error, StorageError):
        return ErrorPage(503, _("Not saved: the disk fails"), translate_error(error), "hard-drive", again=True)
    if isinstance(error, TemporarilyUnavailable):
        return ErrorPage(503, _("Not now"), translate_error(error), "clock", again=True)
    return ErrorPage(422, _("This cannot be saved as it is"), translate_error(error), again=True)


def _for_get_request(page: ErrorPage, error: StorageError) -> ErrorPage:
    """Return the error for a request that only reads: it has saved nothing, so the fault is the disk's."""
    if isinstance(error, FullDisk):
        words = _("This page could not be read, because the disk is full. Free some room, then open it again.")
        return replace(page, title=_("The disk is full"), words=words, again=False)
    if isinstance(error, DamagedDatabase):
        return replace(page, title=_("The disk fails"), again=False)
    words = _("The disk reported an error while reading. Make a backup now and check the disk.")
    return replace(page, title=_("The disk fails"), words=words, again=False)
