"""Reserved visits of the agenda, opened with the keys at hand; without them they stay a day and a post."""

from collections.abc import Sequence
from dataclasses import replace

from posta.catalog.compartments import PERSON_HELD
from posta.catalog.structural_acts import PlannedVisit
from posta.chart.agenda.planned_rows import form_number
from posta.chart.agenda.planned_visits import DueVisit
from posta.chart.history.entry_content import EntryContent, decrypt_entries
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring


def open_reserved(cursor: Cursor, visits: Sequence[DueVisit], keyring: Keyring) -> list[DueVisit]:
    """Return the visits in their order, with what this keyring opens of the reserved ones; one query for all."""
    rows = [one.entry for one in visits if one.reserved]
    opened = decrypt_entries(cursor, rows, keyring) if rows else {}
    return [_with_details(one, opened[one.entry]) if one.entry in opened else one for one in visits]


def _with_details(visit: DueVisit, content: EntryContent) -> DueVisit:
    act, homes = content.act, PERSON_HELD & content.compartments
    if not isinstance(act, PlannedVisit) or not homes:
        return visit
    first, last = (act.day if one is None else one for one in (act.first, act.last))
    return replace(
        visit, form=form_number(act.form), schedule=act.schedule, reason=act.reason,
        first=first, last=last, home=min(homes),
    )  # fmt: skip
