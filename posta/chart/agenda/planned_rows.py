"""The rows of the agenda that one entry gives: a planned visit, what became of one, a person who is expected.

A day to come back that a consultation names (`next_appt`) is a planned visit too: of any care, at the post of the entry.
"""

from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.errors import UnknownForm
from posta.catalog.language.form import get_form
from posta.catalog.structural_acts import ExpectedAt, PlannedVisit, PlannedVisitOutcome
from posta.ledger.row_types import DecodedEntry

ANY_FORM = 0
UNKNOWN_FORM = -1  # of a newer program: kept by no contact that this one can read
INSERT = {
    "planned": "INSERT INTO chart_planned (entry, id, person, post, day, first, last, form, schedule, reason, reserved,"
    " refers, author, at, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "outcome": "INSERT INTO chart_outcome VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "expected": "INSERT INTO chart_expected (entry, id, person, party, post, day, last, origin, author, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
}
TABLES_OF_AGENDA = tuple(INSERT)


def planned_row(fresh: DecodedEntry, payload: ClinicalPayload, act: PlannedVisit) -> tuple:
    """Return the row of a planned visit."""
    first, last = (act.day if one is None else one for one in (act.first, act.last))
    form = ANY_FORM if act.reserved else form_number(act.form)
    why = ("", "") if act.reserved else (act.schedule, act.reason)
    about = (fresh.row, fresh.id, payload.person, act.place, act.day, first, last, form, *why, act.reserved)
    return (*about, payload.refers, payload.author, payload.occurred, act.day)


def return_day_row(fresh: DecodedEntry, payload: ClinicalPayload, day: int) -> tuple:
    """Return the row of the day to come back that a contact names; the contact stands for itself as origin."""
    about = (fresh.row, fresh.id, payload.person, payload.post, day, day, day, ANY_FORM, "", "", False)
    return (*about, fresh.id, payload.author, payload.occurred, day)


def outcome_row(fresh: DecodedEntry, payload: ClinicalPayload, act: PlannedVisitOutcome) -> tuple:
    """Return the row of what became of a planned visit."""
    about = (fresh.row, fresh.id, payload.person, payload.refers, act.state, act.day, act.by)
    return (*about, payload.author, payload.occurred, fresh.hlc)


def expected_row(fresh: DecodedEntry, payload: ClinicalPayload, act: ExpectedAt) -> tuple:
    """Return the row of a person who is expected at another post; `origin` is the post that says so."""
    about = (fresh.row, fresh.id, payload.person, act.party, act.place, act.day, act.last)
    return (*about, payload.post, payload.author, payload.occurred)


def form_number(name: str) -> int:
    """Return the number of the form that a visit is planned for.

    >>> form_number(""), form_number("of_the_future")
    (0, -1)
    """
    if not name:
        return ANY_FORM
    try:
        return get_form(name).number
    except UnknownForm:
        return UNKNOWN_FORM
