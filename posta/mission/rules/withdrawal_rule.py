"""Who may withdraw whose entry: the one rule that screens apply first and every computer applies to received entries.

Of an entry that was received, only the writing device is proven, and so its post; the author is what that device
claims. So both are checked: the post of the device against the post of the entry, and the author or their role. An
entry that names no author in the open chart is withdrawn by one that names none either: the screen checks who holds
its key.
"""

from collections.abc import Iterator
from typing import NamedTuple

from posta.catalog import kinds
from posta.catalog.errors import UnknownForm
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import Form, get_form_by_number
from posta.ledger.row_types import Cursor
from posta.mission.roles import ROLES, may_record

# Codes of `Refused`, which has their sentences.
ELSEWHERE = "withdraw_elsewhere"
NOT_YOURS = "withdraw_not_yours"


class EntryAuthorship(NamedTuple):
    """What the rule needs of an entry: its kind, one bit per form number, its author and its post."""

    kind: int
    forms: int
    author: bytes | None
    post: int

    def __repr__(self) -> str:
        return object.__repr__(self)


def find_withdrawal_refusal(written: EntryAuthorship, author: bytes | None, role: str | None, post: int | None) -> str:
    """Return the code of the reason why this author, working at a post, may not withdraw an entry.

    It is empty if they may.
    """
    if post != written.post:
        return ELSEWHERE
    if author == written.author or (role is not None and may_correct(role, written.kind, written.forms)):
        return ""
    return NOT_YOURS


def may_correct(role: str, kind: int, forms: int) -> bool:
    """Return whether a role may replace the author: it records the same forms, or it receives people."""
    trade = ROLES.get(role)
    if trade is None or not trade.gives_care:
        return False
    if kind == kinds.ARRIVAL:
        return True
    filled = list(list_entry_forms(forms)) if kind in (kinds.ENCOUNTER, kinds.CORRECTION) else []
    return all(form is not None and may_record(role, form) for form in filled) if filled else trade.corrects


def list_roles(cursor: Cursor, staff: set[bytes]) -> dict[bytes, list[tuple[int, str]]]:
    """Return every role that these colleagues were ever given, with the clock from which it holds, oldest first."""
    marks = ",".join("?" * len(staff))
    found: dict[bytes, list[tuple[int, str]]] = {}
    sql = f"SELECT staff, hlc, role FROM mission_role WHERE staff IN ({marks}) ORDER BY hlc, role"
    for one, hlc, role in cursor.execute(sql, tuple(staff)).fetchall():
        found.setdefault(one, []).append((hlc, role))
    return found


def list_entry_forms(bits: int) -> Iterator[Form | None]:
    """Return the forms of an entry but the envelope of the visit.

    None if only a newer program knows the entry.
    """
    for number in range(bits.bit_length()):
        if bits >> number & 1:
            try:
                form = get_form_by_number(number)
            except UnknownForm:
                yield None
                continue
            if form.name != VISIT_FORM:
                yield form
