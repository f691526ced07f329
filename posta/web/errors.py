"""Every error of ours becomes a page here, and nowhere else: plain words, no trace, no name.

Refused is 403. What cannot be done now, and a disk that fails, is 503 with everything that was typed, ready to be sent
again. Wrong data that no form caught is 422.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from posta.errors import NotAllowed, PostaError, StorageError, TemporarilyUnavailable
from posta.node.storage.database import DamagedDatabase, FullDisk, to_storage_error

NOT_RESENT = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error as it is shown; `again` offers to send what was typed once more."""

    status: int
    title: str
    words: str
    icon: str = "triangle-alert"
    again: bool = False


def find_posta_error(error: BaseException) -> PostaError | None:
    """The error of ours that this is, or that is behind it: a disk that fails speaks through whatever was asked of it."""
    if isinstance(error, PostaError):
        return error
    return next((found for one in (error, error.__cause__) if one and (found := to_storage_error(one))), None)


def error_response(request: HttpRequest, error: PostaError) -> HttpResponse:
    """The page for an error that a view let through."""
    page = _error_page(error)
    if isinstance(error, StorageError) and request.method not in ("POST", "PUT"):
        page = _for_get_request(page, error)
    return render_error(request, page)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing stands at this address, or it is not known at this post yet."""
    words = _("What you look for is not at this post. It may arrive with the next exchange.")
    return render_error(request, ErrorPage(404, _("Nothing here"), words, "search"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of the program; nothing was half-saved."""
    words = _("This is a fault of the program. Nothing was half-saved. Tell the administration of the mission.")
    return render_error(request, ErrorPage(500, _("Something went wrong"), words))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 of the framework: a form that this page did not make."""
    return render_error(request, ErrorPage(403, _("Not for your role"), _("You cannot do this here."), "shield-alert"))


def render_error(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    """Render an error; the typed content travels in the page, not in the node."""
    kept = list_resent_fields(request) if page.again else []
    context = {"page": page, "kept": kept, "action": request.get_full_path()}
    return render(request, "web/error.html", context, status=page.status)


def list_resent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was posted, by name, to be sent again from the page that shows an error."""
    posted = request.POST.lists() if request.method == "POST" else ()
    return [(name, value) for name, values in posted if name not in NOT_RESENT for value in values]


def _error_page(error: PostaError) -> ErrorPage:
    if isinstance(error, NotAllowed):
        return ErrorPage(403, _("Not for your role"), _message(error), "shield-alert")
    if isinstance(error, FullDisk):
        return ErrorPage(503, _("Not saved: the disk is full"), _message(error), "hard-drive", again=True)
    if isinstance(error, StorageError):
        return ErrorPage(503, _("Not saved: the disk fails"), _message(error), "hard-drive", again=True)
    if isinstance(error, TemporarilyUnavailable):
        return ErrorPage(503, _("Not now"), _message(error), "clock", again=True)
    return ErrorPage(422, _("This cannot be saved as it is"), _message(error), again=True)


def _for_get_request(page: ErrorPage, error: StorageError) -> ErrorPage:
    """Who only looks something up has saved nothing; what fails is the disk."""
    if isinstance(error, FullDisk):
        words = _("This page could not be read, because the disk is full. Free some room, then open it again.")
        return replace(page, title=_("The disk is full"), words=words, again=False)
    if isinstance(error, DamagedDatabase):
        return replace(page, title=_("The disk fails"), again=False)
    words = _("The disk reported an error while reading. Make a backup now and check the disk.")
    return replace(page, title=_("The disk fails"), words=words, again=False)


def _message(error: PostaError) -> str:
    return _(str(error)) if str(error) else _("You cannot do this here.")


def mark_error_messages() -> tuple[str, ...]:
    """Sentences of errors that people see, named here so that translators find them."""
    return (
        _("Your role does not open people's records."),
        _("This is a coordination computer. It cannot open patient records."),
        _("This form is for another trade; ask a colleague of that trade to record it."),
        _("This compartment is reserved to other colleagues."),
        _("This visit is reserved; only a colleague who can read it may change it."),
        _("Choose entries of this list; some of these stand already, or are not of this computer."),
        _("This entry is not withdrawn; there is nothing to take back."),
        _("Something was already recorded of this person. Mark the registration as entered in error instead."),
        _("This person was already called or seen since. Say on the board what became of the visit instead."),
        _("This was already corrected. Undo the correction, or mark the entry as entered in error."),
        _("Others already joined this group. Correct the group instead."),
        _("The figures of the mission are for coordination."),
        _("Only an administrator may change colleagues, posts, devices or keys."),
        _("This appointment has ended; ask an administrator to renew it."),
        _("You are appointed to another care network; ask an administrator to add this one."),
        _(
            "This computer was declared lost: nothing more can be recorded on it. Write on paper, lock it and call the"
            " administration."
        ),
        _("You were given new words; leave, and come in with those."),
        _("Nobody is logged in at this browser."),
        _("Only the post that wrote this can undo it; correct it instead."),
        _("More than 30 seconds have passed; correct the entry instead."),
        _("This draft is too long to keep: at most 256 KiB of text. Save the form in parts."),
        _("This is too long to be sent to other posts: shorten the texts, or sign it in two parts."),
        _("The disk is full: this was not saved. Free some space, then save again."),
        _("The disk accepts no writing: this was not saved. Check the disk, then save again."),
        _("The disk reported an error: this was not saved. Make a backup now and check the disk."),
        _("The database cannot be read: wrong key or damaged file. Run `posta doctor`."),
    )


def mark_refusal_messages() -> tuple[str, ...]:
    """Sentences that refuse a mark of error or a correction, named here for the same reason."""
    return (
        _("Only who wrote this, or a role that may correct it, can mark it as an error. Ask one of them."),
        _("This was written at another post; only there can it be marked as an error. Correct it, or tell that post."),
        _("This entry cannot be marked as an error."),
        _("Only a visit that is known and stands can be corrected."),
        _("A correction cannot leave nothing of what was written. Mark the entry as an error instead."),
        _(
            "Another post wrote this, and this person was not received here. Register their arrival first, then correct it."
        ),
        _("Only the post that wrote a form can leave it out of a correction. Change its answers, or tell that post."),
        _("Only who wrote this, or a role that records the same forms, can correct it. Ask one of them."),
    )
