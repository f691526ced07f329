"""A page belongs to the colleague who opened it: no other session can sign it, and no other colleague gets its draft.

Two colleagues share a browser. One leaves a form half written in a tab, the other gives their five words in the next:
the cookie now names the second, the form still names the first. What is posted from it records nothing; what was
typed is saved as a draft of the colleague who opened it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.formkit.field_names import OPENED_BY
from posta.formkit.form_data import get_form_data, without_buttons
from posta.ids import ID_SIZE, StaffId
from posta.mission.staff import Staff, find_staff
from posta.node.drafts import DraftTooLong
from posta.web.errors import list_resent_fields
from posta.web.pages.drafts import draft_address, draft_key_for, page_address, save_draft_for
from posta.web.pages.page_instance import get_token

HTTP_CONFLICT = 409
DRAFTS_PATH = "/drafts/"
UNOWNED_PATHS = (
    "/search",
    "/view/",
)  # what anybody at this browser may do: search, choose how the screen looks


def refuse_other_session(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """Refuse a post from another colleague's page and save it as their draft; None for a page of one's own."""
    opened_by = request.POST.get(OPENED_BY, "")
    if not opened_by or opened_by == actor.staff.id.hex() or request.path.startswith(UNOWNED_PATHS):
        return None
    owner, raw = find_colleague(actor, opened_by), get_form_data(request)
    key = draft_key_for(request.get_full_path().removeprefix(DRAFTS_PATH))
    kept = bool(owner and key and without_buttons(raw)) and _save_for_owner(actor, owner, key, raw)
    if request.path.startswith(DRAFTS_PATH):
        return HttpResponse(_short_name(owner), status=HTTP_CONFLICT, content_type="text/plain; charset=utf-8")
    context = {
        "owner": owner.name if owner else "",
        "me": actor.staff.name,
        "kept_draft": kept,
        "draft_href": draft_address(key, get_token(raw)) if kept else "",
        "own_href": page_address(key) if key else "",
        "kept": list_resent_fields(request),
        "action": request.get_full_path(),
    }
    return render(request, "web/other_owner.html", context, status=HTTP_CONFLICT)


def _save_for_owner(actor: Actor, owner: Staff | None, key: str, raw: dict[str, list[str]]) -> bool:
    assert owner is not None
    try:
        save_draft_for(owner, key, raw, actor.node.clock)
    except DraftTooLong:
        return False
    return True


def find_colleague(actor: Actor, code: str) -> Staff | None:
    """Return the colleague whose id a page carries, None if this mission has no such colleague."""
    try:
        found = bytes.fromhex(code)
    except ValueError:
        return None
    return find_staff(actor.node.cursor, StaffId(found)) if len(found) == ID_SIZE else None


def other_owner_message(actor: Actor, code: str) -> str:
    """Return a warning for a page that another colleague opened; empty for one's own, or if it does not say."""
    return _short_name(find_colleague(actor, code)) if code and code != actor.staff.id.hex() else ""


def _short_name(owner: Staff | None) -> str:
    if owner is None:
        return _("Not saved: somebody else opened this page. Load it again.")
    words = _("Not signed: this page belongs to %(owner)s, and another colleague's words were given here since.")
    return words % {"owner": owner.name}
