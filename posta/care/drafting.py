"""Drafts of the screens: named by the address of their form, sealed to their author whenever they are about a person.

`people/<id>/consultation` is the draft of the page at that address. A draft survives lock, crash and power cut; it is
dropped when its author says so. When the form is signed it rests until that can no longer be undone.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from posta.acts.duty import Duty
from posta.clock import at_place
from posta.ids import EntryId
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
    r"people/[0-9a-f]{32}/(consultation|edit|contact/[a-z0-9_]+)|people/new(\?(with|party)=[0-9a-f]{32})?"
    r"|work/[a-z0-9_]+|entries/[0-9a-f]{32}/correct"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is brought back to its form."""

    at: datetime
    raw: dict[str, list[str]]


def is_key(key: str) -> bool:
    """Whether a draft may have this name.

    >>> is_key("work/wash"), is_key("../etc")
    (True, False)
    """
    return KEY.fullmatch(key) is not None


def keep(duty: Duty, key: str, raw: Mapping[str, list[str]]) -> None:
    """Keep what was typed; raises DraftTooLong, BrokenDisk."""
    keep_draft(duty.staff.id, key, _said(raw), seal_for=_sealed_for(duty, key), clock=duty.desk.clock)


def rest(duty: Duty, key: str, entry: EntryId, raw: Mapping[str, list[str]]) -> None:
    """Let what was typed rest while the entry it was signed as can be undone; in the transaction of the entry."""
    try:
        rest_draft(duty.staff.id, key, entry, _said(raw), seal_for=_sealed_for(duty, key), clock=duty.desk.clock)
    except DraftTooLong:  # what is too long to rest may well be signed
        drop(duty, key)


def wake(duty: Duty, entry: EntryId) -> str:
    """Give what an undone entry was signed from back to its author as a draft: its address, empty for anybody else."""
    woken = wake_draft(entry)
    return f"/{woken[1]}" if woken and woken[0] == duty.staff.id else ""


def restore(request: HttpRequest, duty: Duty, key: str) -> Kept | None:
    """The draft of this form, if there is one that this session opens."""
    session = session_of(request)
    held = session.person_keys if session else None
    with suppress(SealedDraft, SealError):
        keys = PersonKeys.from_bytes(held) if held else None
        if draft := get_draft(duty.staff.id, key, keys=keys, clock=duty.desk.clock):
            raw = {name: [v] if isinstance(v, str) else list(v) for name, v in draft.content.items()}
            return Kept(at_place(draft.kept_at, duty.zone), raw)
    return None


def hour_of(kept: Kept | None) -> str:
    """The hour of a draft as its page says it; empty without one."""
    return f"{kept.at:%H:%M}" if kept else ""


def drop(duty: Duty, key: str) -> None:
    """Forget a draft."""
    drop_draft(duty.staff.id, key)


def list_own(duty: Duty) -> tuple[DraftNote, ...]:
    """The drafts of whoever asks, newest first."""
    return list_drafts(duty.staff.id, clock=duty.desk.clock)


def _said(raw: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in raw.items() if values}


def _sealed_for(duty: Duty, key: str) -> bytes | None:
    return None if key.startswith("work/") else duty.staff.box_public
