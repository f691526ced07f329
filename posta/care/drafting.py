"""Drafts of the screens: named by the address of their form, sealed to their author whenever they are about a person.

`people/<id>/consultation` is the draft of the page at that address. A draft survives lock, crash and power cut; it is
dropped when its author says so. When the form is signed it rests until that can no longer be undone.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from posta.acts.duty import Duty
from posta.care.fields.names import Raw
from posta.care.opening import AFTER, OPENED_AT, page_of
from posta.care.posted import content_of
from posta.clock import Clock, at_place, millis_of
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
    rest_draft,
    wake_draft,
)
from posta.node.middleware import session_of
from posta.seal.errors import SealError
from posta.seal.keys import PersonKeys

KEY = re.compile(
    r"people/[0-9a-f]{32}/(consultation|edit|contact/[a-z0-9_]+)?|people/new(\?(with|party)=[0-9a-f]{32})?"
    r"|work/[a-z0-9_]+|entries/[0-9a-f]{32}/(correct)?"
    r"|admin/(colleagues/(new|[0-9a-f]{32}/)|devices/(new|[0-9a-f]{32}/revoke)|cards/)|sync/"
)
WHICH = "draft"  # what an address says that asks for the draft of one page of several


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is brought back to its form; `others` are the drafts of other pages of the same form, newest first."""

    at: datetime
    raw: dict[str, list[str]]
    page: str = ""
    others: tuple[DraftNote, ...] = ()


def is_key(key: str) -> bool:
    """Whether a draft may have this name.

    >>> is_key("work/wash"), is_key("../etc")
    (True, False)
    """
    return KEY.fullmatch(key) is not None


def key_of(address: str) -> str:
    """Return the name of the draft of the page at this address, or to which it belongs; empty if that keeps none.

    >>> key_of("/people/new?then=x"), key_of("/sync/peers"), key_of("/search/")
    ('people/new', 'sync/', '')
    """
    path = address.removeprefix("/")
    bare = path.partition("?")[0]
    return next((one for one in (path, bare, bare[: bare.rfind("/") + 1]) if is_key(one)), "")


def address_of(key: str, page: str) -> str:
    """Return the address of the form with the draft of this page of it."""
    return f"/{key}{'&' if '?' in key else '?'}{WHICH}={page}"


def keep(duty: Duty, key: str, raw: Raw) -> None:
    """Keep what was typed on this page; raises DraftTooLong, BrokenDisk."""
    keep_for(duty.staff, key, raw, duty.desk.clock)


def keep_for(staff: Staff, key: str, raw: Raw, clock: Clock) -> None:
    """Keep what was typed on a page that this colleague opened, for nobody else; raises DraftTooLong, BrokenDisk."""
    keep_draft(staff.id, key, content_of(raw), page=page_of(raw), seal_for=_sealed_for(staff, key), clock=clock)


def keep_if_short(duty: Duty, key: str, raw: Raw) -> None:
    """Keep what was typed on a page that comes back with it anyway; what is too long for a draft stays on the page alone."""
    with suppress(DraftTooLong):
        keep(duty, key, raw)


def rest(duty: Duty, key: str, entry: EntryId, raw: Raw) -> None:
    """Let what was typed rest while the entry it was signed as can be undone; in the transaction of the entry."""
    try:
        rest_draft(
            duty.staff.id, key, entry, content_of(raw),
            page=page_of(raw), seal_for=_sealed_for(duty.staff, key), clock=duty.desk.clock,
        )  # fmt: skip
    except DraftTooLong:  # what is too long to rest may well be signed
        drop(duty, key, page_of(raw).token)


def finish(duty: Duty, key: str, raw: Raw) -> None:
    """Forget the draft of a page that was saved and cannot be undone, and the one that it was opened from."""
    page = page_of(raw)
    for token in {page.token, page.after} - {""}:
        drop_draft(duty.staff.id, key, page=token)


def wake(duty: Duty, entry: EntryId) -> str:
    """Give what an undone entry was signed from back to its author as a draft: its address, empty for anybody else."""
    woken = wake_draft(entry)
    return f"/{woken[1]}" if woken and woken[0] == duty.staff.id else ""


def restore(request: HttpRequest, duty: Duty, key: str) -> Kept | None:
    """The draft of this form, if there is one that this session opens: the newest, or the one that is asked for."""
    session, which = session_of(request), request.GET.get(WHICH)
    held = session.person_keys if session else None
    with suppress(SealedDraft, SealError):
        keys = PersonKeys.from_bytes(held) if held else None
        if draft := get_draft(duty.staff.id, key, page=which, keys=keys, clock=duty.desk.clock):
            raw = {name: [v] if isinstance(v, str) else list(v) for name, v in draft.content.items()}
            raw |= {AFTER: [f"{draft.page}-{millis_of(draft.kept_at)}"], OPENED_AT: [str(millis_of(draft.begun_at))]}
            others = tuple(
                one for one in list_drafts(duty.staff.id, key=key, clock=duty.desk.clock) if one.page != draft.page
            )
            return Kept(at_place(draft.kept_at, duty.zone), raw, draft.page, others)
    return None


def hour_of(kept: Kept | None) -> str:
    """The hour of a draft as its page says it; empty without one."""
    return f"{kept.at:%H:%M}" if kept else ""


def drop(duty: Duty, key: str, page: str | None = None) -> None:
    """Forget the draft of a page, or every draft of the form."""
    drop_draft(duty.staff.id, key, page=page)


def list_own(duty: Duty) -> tuple[DraftNote, ...]:
    """The drafts of whoever asks, newest first."""
    return list_drafts(duty.staff.id, clock=duty.desk.clock)


def _sealed_for(staff: Staff, key: str) -> bytes | None:
    return None if key.startswith("work/") else staff.box_public
