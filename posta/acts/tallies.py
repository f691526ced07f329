"""What counting may know of a contact without knowing whose it was: put aside with the act, sent later as a tally."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from posta.acts.duty import Duty, sheet
from posta.catalog.answers import Filled, unlinked_facts
from posta.catalog.codec import Counted
from posta.catalog.compartments import Compartment
from posta.catalog.kinds import KINDS, TALLY
from posta.catalog.structure import Tally
from posta.catalog.unlinked import Rows, mission_week
from posta.clock import day_number
from posta.figures.pending import add_pending, take_pending, unlink_pending
from posta.ids import EntryId
from posta.ledger.read import find_row
from posta.scribe.write import Sheet

Forms = Mapping[str, Mapping[str, object]]


def list_unlinked(filled: Sequence[Filled], before: Forms) -> Rows:
    """The unlinked facts of a contact; `before` are the forms that a correction takes the place of.

    What was counted of them without a name cannot be found again, so it is not counted twice.
    """
    rows = [row for form in filled for row in unlinked_facts(form)]
    for row in _counted_before(filled, before):
        if row in rows:
            rows.remove(row)
    return rows


def put_aside(duty: Duty, rows: Rows, entry: EntryId | None) -> None:
    """Let unlinked facts wait; with their entry if it can be undone, so that they go with it."""
    if not rows:
        return
    today = day_number(duty.today)
    month, week = f"{duty.today:%Y-%m}", mission_week(duty.today)
    pending = [
        (
            name,
            week if "week" in values else month,
            {k: str(v) for k, v in values.items() if k not in {"week", "month"}},
        )
        for name, values in rows
    ]
    add_pending(duty.desk.cursor, pending, today, find_row(duty.desk.cursor, entry) if entry else None)


def prepare_tallies(duty: Duty, *, coming: Rows) -> list[Sheet]:
    """What has waited until it cannot be joined to a visit, as counts; none of what is `coming` with this act."""
    today = day_number(duty.today)
    unlink_pending(duty.desk.cursor, duty.desk.clock.millis())
    leaving = take_pending(duty.desk.cursor, today, coming=len(coming))
    if not leaving:
        return []
    act, day = Tally(rows=tuple(leaving)), day_number(duty.clock_day)
    body = Counted(TALLY, KINDS[TALLY].version, duty.post.number, day, None, "", "", "", "", None, act)
    return [sheet([(Compartment.FACTS, body)], "")]


def _counted_before(filled: Sequence[Filled], before: Forms) -> Rows:
    earlier = (replace(one, answers=dict(before[one.form.name])) for one in filled if one.form.name in before)
    return [row for form in earlier for row in unlinked_facts(form)]
