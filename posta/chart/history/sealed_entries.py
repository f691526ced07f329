"""Entries of a sealed form at some posts, opened with the keys at hand: what does not open is not there.

No index knows more of them than that they are sealed. So who asks looks first at how many sealed entries there are, and
opens them only where there are enough.
"""

from collections.abc import Sequence

from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import Form, get_form
from posta.chart.history.timeline import FilledItem, list_case_items
from posta.chart.schema import SEALED_ENTRY
from posta.chart.sql_placeholders import placeholders
from posta.ids import PersonId
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring

MOST_PEOPLE = 600
"""People looked at, those seen last first."""


def list_sealed_moments(cursor: Cursor, posts: Sequence[int], since: int) -> list[int]:
    """Return when (ms) these posts wrote sealed entries of any kind since a moment; the index of these entries holds it."""
    sql = f"SELECT occurred FROM chart_item WHERE {SEALED_ENTRY} AND post IN ({placeholders(posts)}) AND occurred >= ?"
    return [row[0] for row in cursor.execute(sql, (*posts, since)).fetchall()]


def list_sealed_items(
    cursor: Cursor, posts: Sequence[int], keyring: Keyring, form: Form, since: int
) -> dict[PersonId, list[FilledItem]]:
    """Return the items of a sealed form, oldest first, of people with a sealed entry here since a moment (ms)."""
    if not can_open(keyring, form):
        return {}
    people = _list_people(cursor, posts, since)
    return list_sealed_items_of(cursor, people, keyring, form, since)


def list_sealed_items_of(
    cursor: Cursor, people: Sequence[PersonId], keyring: Keyring, form: Form, since: int
) -> dict[PersonId, list[FilledItem]]:
    """Return what these people have of a sealed form since a moment (ms), at any post, oldest first."""
    envelope = 1 << get_form(VISIT_FORM).number
    return list_case_items(cursor, people, keyring, form, since, sealed=envelope) if people else {}


def can_open(keyring: Keyring, form: Form) -> bool:
    """Return whether this session holds a key of the form's compartment now."""
    return any(epoch.compartment == form.compartment for epoch in keyring.blinded)


def _list_people(cursor: Cursor, posts: Sequence[int], since: int) -> list[PersonId]:
    sql = (
        f"SELECT person, MAX(occurred) FROM chart_item WHERE {SEALED_ENTRY} AND post IN ({placeholders(posts)}) AND occurred >= ?"
        f" AND person IS NOT NULL GROUP BY person ORDER BY 2 DESC LIMIT {MOST_PEOPLE:d}"
    )
    return [PersonId(row[0]) for row in cursor.execute(sql, (*posts, since)).fetchall()]
