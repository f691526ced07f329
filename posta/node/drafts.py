"""Half-filled forms, kept as they are typed until they are saved: through a lock, a crash, a power cut.

A draft holds the raw strings of the screen, checked by nobody. It belongs to one member of staff and one form. The draft
of a form in a person-held compartment is sealed to that person's own key besides the database's encryption, so that an
unlocked laptop without them cannot read it. After 14 days a draft is dropped: it is not a record.

Each page that is opened keeps a draft of its own, under its token: two tabs of one form never write over one another. A
page that was opened from a draft takes that draft's place, unless it has changed since.

What was just signed rests here too, under `signed/<entry>/<form>` and in no list, for as long as signing can be undone:
undoing makes it a draft again, without opening it.

    keep_draft(staff, "counselling/3f9a…", {"note": "…"}, seal_for=person.box_public)
    get_draft(staff, "counselling/3f9a…", keys=person).content
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import Q

from posta.clock import Clock, SystemClock, from_millis, to_millis
from posta.errors import InvalidData, NotAllowed, gettext_noop
from posta.ids import EntryId, StaffId
from posta.node.models import Draft as Row
from posta.seal.keys import PersonKeys, seal_to

KEPT_FOR = timedelta(days=14)
PARKED_FOR = timedelta(minutes=1)  # undoing takes at most 30 seconds; what falls on that edge is not lost
SIGNED = "signed/"
_MAKE_ROOM = (
    "DELETE FROM node_draft WHERE (staff = %s AND key = %s AND (page = %s OR (page = %s AND kept_at = %s)))"
    " OR (key LIKE %s AND kept_at < %s)"
)
_PARK = "INSERT INTO node_draft (staff, key, page, begun_at, is_sealed, content, kept_at) VALUES (%s, %s, %s, %s, %s, %s, %s)"
MAX_DRAFT_SIZE = 256 * 1024

Content = dict[str, str | list[str]]


class DraftTooLong(InvalidData):
    """A draft is what a person typed: at most 256 KiB."""

    sentence = gettext_noop("This draft is too long to keep: at most 256 KiB of text. Save the form in parts.")


class SealedDraft(NotAllowed):
    """A draft of a person-held compartment opens only with the keys of who wrote it."""

    sentence = gettext_noop("This draft is sealed. It opens when the person who wrote it unlocks.")


@dataclass(frozen=True, slots=True, repr=False)
class DraftPage:
    """Which page typed it, and the draft it was opened from (that draft's page, and when it had been kept)."""

    token: str = ""
    after: str = ""
    after_at: int = 0


NO_PAGE = DraftPage()


@dataclass(frozen=True, slots=True, repr=False)
class StoredDraft:
    """What was typed so far, field by field, since when and when last."""

    key: str
    page: str
    begun_at: datetime
    kept_at: datetime
    content: Content = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class DraftNote:
    """That a draft exists, without its content."""

    key: str
    page: str
    kept_at: datetime
    is_sealed: bool


@dataclass(frozen=True, slots=True, repr=False)
class ColleagueDraft:
    """That a colleague has begun to write something, without its content."""

    staff: StaffId
    key: str
    begun_at: datetime
    kept_at: datetime


def keep_draft(
    staff: StaffId,
    key: str,
    content: Mapping[str, str | list[str]],
    *,
    page: DraftPage = NO_PAGE,
    seal_for: bytes | None = None,
    clock: Clock | None = None,
) -> None:
    """Keep what was typed, in place of what the same page kept before; on the disk on return."""
    row = _row(staff, key, content, page, seal_for, clock)
    if not page.after:
        _keep(row)
        return
    before = Row.objects.filter(staff=staff, key=key, page=page.after, kept_at=page.after_at)
    with transaction.atomic():
        began = before.values_list("begun_at", flat=True).first()
        row.begun_at = row.begun_at if began is None else began
        _keep(row)
        before.exclude(page=page.token).delete()


def _keep(row: Row) -> None:
    Row.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["staff", "key", "page"],
        update_fields=["is_sealed", "content", "kept_at"],
    )


def store_parked_draft(
    staff: StaffId,
    key: str,
    entry: EntryId,
    content: Mapping[str, str | list[str]],
    *,
    page: DraftPage = NO_PAGE,
    seal_for: bytes | None = None,
    clock: Clock | None = None,
) -> None:
    """Let what was signed as an entry rest in place of its page's draft; what rested too long goes.

    Plain SQL: every act that is saved does it.
    """
    row = _row(staff, f"{SIGNED}{entry.hex()}/{key}", content, page, seal_for, clock)
    here: list[Any] = [staff, key, page.token, page.after, page.after_at]
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_ROOM, [*here, f"{SIGNED}%", _parked_since(clock)])
        cursor.execute(_PARK, [row.staff, row.key, row.page, row.begun_at, row.is_sealed, row.content, row.kept_at])


def restore_parked_draft(entry: EntryId) -> tuple[StaffId, str] | None:
    """Make what was signed as this entry a draft again.

    Returns its colleague and form, or None if nothing is parked.
    """
    resting = f"{SIGNED}{entry.hex()}/"
    row = Row.objects.filter(key__startswith=resting).first()
    if row is None:
        return None
    key = row.key.removeprefix(resting)
    Row.objects.filter(staff=row.staff, key=key, page=row.page).delete()
    Row.objects.filter(pk=row.pk).update(key=key)
    return StaffId(bytes(row.staff)), key


def _row(
    staff: StaffId,
    key: str,
    content: Mapping[str, str | list[str]],
    page: DraftPage,
    seal_for: bytes | None,
    clock: Clock | None,
) -> Row:
    raw = msgspec.msgpack.encode(dict(content))
    if len(raw) > MAX_DRAFT_SIZE:
        raise DraftTooLong
    now = (clock or SystemClock()).millis()
    return Row(
        staff=staff,
        key=key,
        page=page.token,
        begun_at=now,
        is_sealed=seal_for is not None,
        content=raw if seal_for is None else seal_to(seal_for, raw),
        kept_at=now,
    )


def get_draft(
    staff: StaffId, key: str, *, page: str | None = None, keys: PersonKeys | None = None, clock: Clock | None = None
) -> StoredDraft | None:
    """Return a person's draft of a form (of this page, else the newest), or None; raise SealedDraft without their keys."""
    rows = Row.objects.filter(staff=staff, key=key, kept_at__gte=_oldest(clock))
    row = (rows if page is None else rows.filter(page=page)).order_by("-kept_at", "-pk").first()
    if row is None:
        return None
    raw = bytes(row.content)
    if row.is_sealed:
        if keys is None:
            raise SealedDraft
        raw = keys.open_box(raw)
    begun, kept = from_millis(row.begun_at or row.kept_at), from_millis(row.kept_at)
    return StoredDraft(row.key, row.page, begun, kept, msgspec.msgpack.decode(raw, type=Content))


def drop_draft(staff: StaffId, key: str, *, page: str | None = None) -> None:
    """Forget a draft, because its form was saved or thrown away: of this page, or every one of the form."""
    rows = Row.objects.filter(staff=staff, key=key)
    (rows if page is None else rows.filter(page=page)).delete()


def list_drafts(staff: StaffId, *, key: str | None = None, clock: Clock | None = None) -> tuple[DraftNote, ...]:
    """Return a person's drafts, or those of one form, newest first."""
    rows = Row.objects.filter(staff=staff, kept_at__gte=_oldest(clock)).order_by("-kept_at", "-pk")
    rows = rows.exclude(key__startswith=SIGNED) if key is None else rows.filter(key=key)
    return tuple(
        DraftNote(key, page, from_millis(kept_at), is_sealed)
        for key, page, kept_at, is_sealed in rows.values_list("key", "page", "kept_at", "is_sealed")
    )


def list_colleague_drafts(staff: StaffId, about: str, *, clock: Clock | None = None) -> tuple[ColleagueDraft, ...]:
    """Return what other people than this one have half written under addresses that begin so, the latest first."""
    rows = Row.objects.filter(key__startswith=about, kept_at__gte=_oldest(clock)).exclude(staff=staff)
    found = rows.order_by("-kept_at", "-pk").values_list("staff", "key", "begun_at", "kept_at")
    return tuple(
        ColleagueDraft(StaffId(bytes(who)), key, from_millis(begun or kept), from_millis(kept))
        for who, key, begun, kept in found
    )


def drop_old_drafts(*, clock: Clock | None = None) -> int:
    """Drop what nobody touched for 14 days, and what rested too long; how many. The worker does it at start."""
    rested = Q(key__startswith=SIGNED, kept_at__lt=_parked_since(clock))
    return Row.objects.filter(Q(kept_at__lt=_oldest(clock)) | rested).delete()[0]


def _parked_since(clock: Clock | None) -> int:
    return to_millis((clock or SystemClock()).now() - PARKED_FOR)


def _oldest(clock: Clock | None) -> int:
    return to_millis((clock or SystemClock()).now() - KEPT_FOR)


def delete_drafts_about(ids: Sequence[bytes]) -> None:
    """Delete every draft, of anybody, whose key names one of these people or entries."""
    named = [one.hex() for one in ids]
    keys = [key for key in Row.objects.values_list("key", flat=True).distinct() if any(one in key for one in named)]
    Row.objects.filter(key__in=keys).delete()
