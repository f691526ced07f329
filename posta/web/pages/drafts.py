"""Drafts of the screens: named by the address of their form, sealed to their author if they are about a person.

`people/<id>/consultation` is the draft of the page at that address. A draft survives a lock, a crash and a power cut;
its author alone discards it. When the form is signed, the draft is kept until the entry can no longer be undone.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from posta.acts.actor import Actor
from posta.clock import Clock, to_local, to_millis
from posta.formkit.field_names import AFTER, OPENED_AT, FormData
from posta.formkit.form_data import without_buttons
from posta.ids import EntryId
from posta.mission.staff import Staff
from posta.node.drafts import (
    DraftNote,
    DraftTooLong,
    SealedDraft,
    drop_draft,
    get_draft,
    keep_draft,
    list_drafts,
    restore_parked_draft,
    store_parked_draft,
)
from posta.node.middleware import session_of
from posta.seal.errors import SealError
from posta.web.pages.page_instance import get_draft_page

DRAFT_KEY = re.compile(
    r"people/[0-9a-f]{32}/(consultation|triage|edit|contact/[a-z0-9_]+)?|people/new(\?(with|party)=[0-9a-f]{32})?"
    r"|groups/new|work/[a-z0-9_]+|entries/[0-9a-f]{32}/(correct)?"
    r"|admin/(colleagues/(new|[0-9a-f]{32}/)|devices/(new|[0-9a-f]{32}/revoke)|cards/)|sync/"
)
DRAFT_PARAM = "draft"  # the parameter of an address for the draft of one page of several


@dataclass(frozen=True, slots=True, repr=False)
class LoadedDraft:
    """A draft returned to its form; `others` are the drafts of other pages of the same form, newest first."""

    at: datetime
    raw: dict[str, list[str]]
    page: str = ""
    others: tuple[DraftNote, ...] = ()


def is_draft_key(key: str) -> bool:
    """Return whether a draft may have this name.

    >>> is_draft_key("work/wash"), is_draft_key("../etc")
    (True, False)
    """
    return DRAFT_KEY.fullmatch(key) is not None


def draft_key_for(address: str) -> str:
    """Return the name of the draft of the page at this address; empty if the page keeps none.

    >>> draft_key_for("/people/new?then=x"), draft_key_for("/sync/peers"), draft_key_for("/search/")
    ('people/new', 'sync/', '')
    """
    path = address.removeprefix("/")
    bare = path.partition("?")[0]
    return next((one for one in (path, bare, bare[: bare.rfind("/") + 1]) if is_draft_key(one)), "")


def page_address(key: str) -> str:
    """Return the address of the page that names a draft."""
    return f"/{key}"


def draft_address(key: str, page: str) -> str:
    """Return the address of the form with the draft of this page."""
    return f"{page_address(key)}{'&' if '?' in key else '?'}{DRAFT_PARAM}={page}"


def save_draft(actor: Actor, key: str, raw: FormData) -> None:
    """Save what was typed on this page. Raises DraftTooLong, StorageError."""
    save_draft_for(actor.staff, key, raw, actor.node.clock)


def save_draft_for(staff: Staff, key: str, raw: FormData, clock: Clock) -> None:
    """Save what was typed on a page that this colleague opened, for them only. Raises DraftTooLong, StorageError."""
    keep_draft(
        staff.id, key, without_buttons(raw), page=get_draft_page(raw), seal_for=_sealing_key(staff, key), clock=clock
    )


def save_draft_if_short(actor: Actor, key: str, raw: FormData) -> None:
    """Save what was typed on a page that is shown again.

    What is too long for a draft stays on the page only.
    """
    with suppress(DraftTooLong):
        save_draft(actor, key, raw)


def park_draft(actor: Actor, key: str, entry: EntryId, raw: FormData) -> None:
    """Keep what was typed while its entry can be undone; in the transaction of the entry."""
    try:
        store_parked_draft(
            actor.staff.id, key, entry, without_buttons(raw),
            page=get_draft_page(raw), seal_for=_sealing_key(actor.staff, key), clock=actor.node.clock,
        )  # fmt: skip
    except DraftTooLong:  # what is too long for a draft may still be signed
        delete_draft(actor, key, get_draft_page(raw).token)


def delete_finished_draft(actor: Actor, key: str, raw: FormData) -> None:
    """Delete the draft of a saved page that cannot be undone, and the draft from which it was opened."""
    page = get_draft_page(raw)
    for token in {page.token, page.after} - {""}:
        drop_draft(actor.staff.id, key, page=token)


def restore_after_undo(actor: Actor, entry: EntryId) -> str:
    """Make what an undone entry was signed from a draft of its author again.

    Returns the address of the draft, empty for another colleague.
    """
    woken = restore_parked_draft(entry)
    return page_address(woken[1]) if woken and woken[0] == actor.staff.id else ""


def load_draft(request: HttpRequest, actor: Actor, key: str) -> LoadedDraft | None:
    """Return the draft of this form that this session opens; None if there is none.

    It is the requested draft, or the newest.
    """
    session, which = session_of(request), request.GET.get(DRAFT_PARAM)
    keys = session.person_keys if session else None
    with suppress(SealedDraft, SealError):
        if draft := get_draft(actor.staff.id, key, page=which, keys=keys, clock=actor.node.clock):
            raw = {name: [v] if isinstance(v, str) else list(v) for name, v in draft.content.items()}
            raw |= {AFTER: [f"{draft.page}-{to_millis(draft.kept_at)}"], OPENED_AT: [str(to_millis(draft.begun_at))]}
            others = tuple(
                one for one in list_drafts(actor.staff.id, key=key, clock=actor.node.clock) if one.page != draft.page
            )
            return LoadedDraft(to_local(draft.kept_at, actor.zone), raw, draft.page, others)
    return None


def saved_at_text(kept: LoadedDraft | None) -> str:
    """Return the hour of a draft as its page shows it; empty without a draft."""
    return f"{kept.at:%H:%M}" if kept else ""


def delete_draft(actor: Actor, key: str, page: str | None = None) -> None:
    """Delete the draft of a page, or every draft of the form."""
    drop_draft(actor.staff.id, key, page=page)


def list_own_drafts(actor: Actor) -> tuple[DraftNote, ...]:
    """Return the drafts of the current colleague, newest first."""
    return list_drafts(actor.staff.id, clock=actor.node.clock)


def _sealing_key(staff: Staff, key: str) -> bytes | None:
    return None if key.startswith("work/") else staff.box_public
