"""Reserved visits of the agenda, opened with the keys at hand; without them they stay a day and a post."""

from collections.abc import Sequence
from dataclasses import replace

from posta.catalog.compartments import PERSON_HELD
from posta.catalog.language.form import get_form_by_number
from posta.catalog.structural_acts import PlannedVisit
from posta.chart.agenda.judged_visits import MIDNIGHT
from posta.chart.agenda.planned_rows import form_number
from posta.chart.agenda.planned_visits import DueVisit
from posta.chart.history.entry_content import EntryContent, decrypt_entries
from posta.chart.history.timeline import list_contacts
from posta.clock import DAY_MILLIS
from posta.ids import EntryId
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring


def open_reserved(cursor: Cursor, visits: Sequence[DueVisit], keyring: Keyring) -> list[DueVisit]:
    """Return the visits in their order, with what this keyring opens of the reserved ones; one query for all."""
    rows = [one.entry for one in visits if one.reserved]
    opened = decrypt_entries(cursor, rows, keyring) if rows else {}
    return [_with_details(one, opened[one.entry]) if one.entry in opened else one for one in visits]


def find_kept(cursor: Cursor, visits: Sequence[DueVisit], keyring: Keyring) -> dict[EntryId, EntryId]:
    """Return which of these visits a sealed contact kept, and which contact, as far as this keyring opens both.

    No projection reads sealed forms. A contact that was written where the plan was not known says nothing of it, so
    a colleague who holds the key finds out. The first contact with the form counts, from the first day of the window on.
    """
    opened = [
        one for one in open_reserved(cursor, visits, keyring) if one.reserved and not one.is_closed and one.form > 0
    ]
    begins = {one.id: max(one.at + 1, (one.due - (one.day - one.first)) * DAY_MILLIS + MIDNIGHT) for one in opened}
    if not opened:
        return {}
    people = list({one.person for one in opened})
    contacts = list_contacts(cursor, people, keyring, min(begins.values()))
    kept: dict[EntryId, EntryId] = {}
    for one in opened:
        name = get_form_by_number(one.form).name
        fits = [
            (item.occurred, item.entry)
            for item in contacts.get(one.person, ())
            if item.occurred >= begins[one.id] and item.forms.get(name)
        ]
        if fits:
            kept[one.id] = min(fits)[1]
    return kept


def _with_details(visit: DueVisit, content: EntryContent) -> DueVisit:
    act, homes = content.act, PERSON_HELD & content.compartments
    if not isinstance(act, PlannedVisit) or not homes:
        return visit
    first, last = (act.day if one is None else one for one in (act.first, act.last))
    return replace(
        visit, form=form_number(act.form), schedule=act.schedule, reason=act.reason,
        first=first, last=last, home=min(homes),
    )  # fmt: skip
