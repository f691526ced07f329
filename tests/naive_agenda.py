"""The naive twin of the agenda: what became of each planned visit, worked out entry by entry with dicts.

It is handed the log as `naive_chart` reads it, with what was withdrawn and which corrections stand.
"""

from typing import Protocol

from posta.catalog import kinds
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload, read_act
from posta.catalog.language.form import get_form
from posta.ledger.row_types import Cursor

DAY, MIDNIGHT = 86_400_000, 6 * 3_600_000
OF_AGENDA = frozenset({kinds.PLANNED_VISIT, kinds.PLANNED_VISIT_OUTCOME, kinds.EXPECTED_AT})
NO_CARE = {"triage", "vitals"}


class LogEntry(Protocol):
    """An entry of the log, as far as it is open."""

    id: bytes
    hlc: int

    @property
    def clinical(self) -> ClinicalPayload | None: ...
    @property
    def facts(self) -> FactsPayload | None: ...


Row = tuple[bytes, str, int, str, bytes | None]  # planned visit, state, day due, note of a miss, what kept it


def agenda_rows(cursor: Cursor) -> set[Row]:
    """What the projection says."""
    return set(cursor.execute("SELECT id, state, due, note, kept FROM chart_planned").fetchall())


def expected_rows(cursor: Cursor) -> set[tuple]:
    """What the projection says of people who are expected."""
    return set(cursor.execute("SELECT id, post, state FROM chart_expected").fetchall())


def agenda(entries: list, withdrawn: set[bytes], corrections: set[bytes]) -> set[Row]:
    """What became of each planned visit."""
    found: set[Row] = set()
    for entry in entries:
        said = entry.clinical
        if said is None or said.person is None:
            continue
        if said.kind == kinds.PLANNED_VISIT:
            act = read_act(said)
            first = act.day if act.first is None else act.first
            form = "-" if act.reserved else act.form
            gone = entry.id in withdrawn or said.refers in withdrawn
            found.add(
                _judge(entry, entries, (act.day, act.day - first, form, said.refers, gone), withdrawn, corrections)
            )
        elif said.kind in (kinds.ENCOUNTER, kinds.CORRECTION) and (day := _return_day(said)) is not None:
            gone = entry.id in withdrawn or not _stands(entry, entries, withdrawn, corrections)
            found.add(_judge(entry, entries, (day, 0, "", entry.id, gone), withdrawn, corrections))
    return found


def expectations(entries: list, withdrawn: set[bytes], corrections: set[bytes]) -> set[tuple]:
    """Who is still expected where: the last word of each person, until they come there."""
    said = [
        (e.clinical.occurred, e.id, e)
        for e in entries
        if e.clinical and e.clinical.kind == kinds.EXPECTED_AT and e.clinical.person
    ]
    gone = {e.id for _at, _id, e in said if {e.id, e.clinical.refers} & withdrawn}
    found = set()
    for at, _id, entry in said:
        place = read_act(entry.clinical).place
        later = [one for one in said if one[2].clinical.person == entry.clinical.person and one[2].id not in gone]
        came = any(
            v.clinical.post == place and v.clinical.occurred >= at
            for v in _seen(entries, entry.clinical.person, withdrawn, corrections, arrivals=True)
        )
        if entry.id in gone:
            state = "gone"
        elif came:
            state = "arrived"
        else:
            state = "open" if max(one[:2] for one in later) == (at, entry.id) else "replaced"
        found.add((entry.id, place, state))
    return found


def _judge(entry: LogEntry, entries: list, plan: tuple, withdrawn: set[bytes], corrections: set[bytes]) -> Row:
    day, early, form, refers, gone = plan
    said = entry.clinical
    assert said is not None
    state, due, note, by = "open", day, "", None
    for other in entries:  # in the order of the clock
        word = other.clinical
        if word is None or word.kind != kinds.PLANNED_VISIT_OUTCOME or word.refers != entry.id:
            continue
        act = read_act(word)
        replaced = (
            not _stands_id(act.by, entries, withdrawn, corrections) if refers == entry.id else act.by in withdrawn
        )
        if word.person != said.person or other.id in withdrawn or replaced:
            continue
        if act.state in ("called", "found"):
            note = act.state
        elif act.state == "moved":
            state, due, by = "open", act.day, None
        else:
            state, by = act.state, act.by
    if gone:
        return entry.id, "gone", due, note, None
    since = (due - early) * DAY + MIDNIGHT
    keeping = [
        (v.clinical.occurred, v.id)
        for v in _seen(entries, said.person, withdrawn, corrections)
        if v.id != refers and v.clinical.occurred > said.occurred and v.clinical.occurred >= since and _fits(v, form)
    ]
    if keeping:
        return entry.id, "kept", due, note, min(keeping)[1]
    return entry.id, state, due, note, by


def _fits(visit: LogEntry, form: str) -> bool:
    forms = _forms(visit)
    if form:
        return form in forms
    return not forms & NO_CARE or bool(forms - NO_CARE - {"visit"})


def _seen(
    entries: list, person: bytes | None, withdrawn: set[bytes], corrections: set[bytes], *, arrivals: bool = False
) -> list:
    care = {kinds.ENCOUNTER, kinds.CORRECTION} | ({kinds.ARRIVAL} if arrivals else set())
    return [
        e
        for e in entries
        if e.clinical is not None and e.clinical.person == person and e.clinical.kind in care and e.id not in withdrawn
        if _stands(e, entries, withdrawn, corrections)
    ]


def _stands(entry: LogEntry, entries: list, withdrawn: set[bytes], corrections: set[bytes]) -> bool:
    """Whether no correction that stands takes the place of an entry, and, of a correction, whether it stands."""
    said = entry.clinical
    assert said is not None
    if said.kind == kinds.CORRECTION and entry.id not in corrections:
        return False
    return not any(
        e.clinical and e.clinical.refers == entry.id and e.id in corrections and e.id not in withdrawn for e in entries
    )


def _stands_id(entry: bytes | None, entries: list, withdrawn: set[bytes], corrections: set[bytes]) -> bool:
    named = next((e for e in entries if e.id == entry), None)
    return entry not in withdrawn and (named is None or _stands(named, entries, withdrawn, corrections))


def _return_day(said: ClinicalPayload) -> int | None:
    visit = get_form("visit")
    day = said.body.get(visit.number, {}).get(visit.field("next_appt").number) if isinstance(said.body, dict) else None
    return day if isinstance(day, int) else None


def _forms(entry: LogEntry) -> set[str]:
    from tests.naive_chart import _answered_forms

    return _answered_forms(entry)  # type: ignore[arg-type]
