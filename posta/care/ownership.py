"""A page belongs to the colleague who opened it: in nobody else's session is it signed, and nobody else gets its draft.

Two colleagues share a browser. One leaves a form half written in a tab, the other gives their words in the next: the
cookie now says the second, the form still says the first. What is posted from it records nothing; what was typed is kept
as a draft of whoever opened it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.drafting import address_of, keep_for, key_of
from posta.care.errors import kept_of
from posta.care.opening import OPENED_BY, token_of
from posta.care.posted import content_of, posted
from posta.ids import ID_SIZE, StaffId
from posta.mission.staff import Staff, find_staff
from posta.node.drafts import DraftTooLong

CONFLICT = 409
DRAFTS = "/drafts/"
NOBODYS = ("/search", "/view/")  # what anybody at this browser may do: look for somebody, choose how the screen looks


def answer_to_another(request: HttpRequest, duty: Duty) -> HttpResponse | None:
    """Refuse what was posted from a colleague's page, keeping it for them; None for a page of whoever asks."""
    opened_by = request.POST.get(OPENED_BY, "")
    if not opened_by or opened_by == duty.staff.id.hex() or request.path.startswith(NOBODYS):
        return None
    owner, raw = find_colleague(duty, opened_by), posted(request)
    key = key_of(request.get_full_path().removeprefix(DRAFTS))
    kept = bool(owner and key and content_of(raw)) and _keep(duty, owner, key, raw)
    if request.path.startswith(DRAFTS):
        return HttpResponse(_short(owner), status=CONFLICT, content_type="text/plain; charset=utf-8")
    context = {
        "owner": owner.name if owner else "",
        "me": duty.staff.name,
        "kept_draft": kept,
        "draft_href": address_of(key, token_of(raw)) if kept else "",
        "own_href": f"/{key}" if key else "",
        "kept": kept_of(request),
        "action": request.get_full_path(),
    }
    return render(request, "care/not_yours.html", context, status=CONFLICT)


def _keep(duty: Duty, owner: Staff | None, key: str, raw: dict[str, list[str]]) -> bool:
    assert owner is not None
    try:
        keep_for(owner, key, raw, duty.desk.clock)
    except DraftTooLong:
        return False
    return True


def find_colleague(duty: Duty, code: str) -> Staff | None:
    """Return the colleague whose id a page carries, None if this mission has no such."""
    try:
        found = bytes.fromhex(code)
    except ValueError:
        return None
    return find_staff(duty.desk.cursor, StaffId(found)) if len(found) == ID_SIZE else None


def whose_page(duty: Duty, code: str) -> str:
    """Return the sentence for a page that this colleague did not open; empty if they did, or if it does not say."""
    return _short(find_colleague(duty, code)) if code and code != duty.staff.id.hex() else ""


def _short(owner: Staff | None) -> str:
    if owner is None:
        return _("Not saved: somebody else opened this page. Load it again.")
    words = _("Not signed: this page belongs to %(owner)s, and another colleague's words were given here since.")
    return words % {"owner": owner.name}
