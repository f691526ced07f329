"""From entries to the chart: rows per entry, bulk per table; then the registers of the people concerned are folded again.

Every row depends on its own entry alone, and registers and withdrawals on what is held of a person and of the mission, so
the order of arrival does not matter. No clock, network, settings or randomness.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import msgspec

from posta.catalog import choice_acts as c
from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ABOUT, REMOVES, REPLACES, AdminPayload, ClinicalPayload, read_act, read_forms
from posta.catalog.errors import MalformedPart
from posta.catalog.frame import PERSON_FORM, VISIT_FORM
from posta.catalog.language.form import get_form
from posta.chart.agenda import planned_rows
from posta.chart.agenda.judged_visits import judge_agenda
from posta.chart.history import judged_withdrawals
from posta.chart.history.judged_corrections import judge_corrections
from posta.chart.history.judged_handovers import judge_all_handovers, judge_handovers, judge_handovers_by
from posta.chart.record import choices, person_registers, travel_groups
from posta.chart.schema import OF_ENTRIES
from posta.ledger.row_types import Cursor, DecodedEntry, Rejection
from posta.mission.rules.correction_rule import find_answered

Rows = dict[str, list[tuple]]
_OF_OPERATIONS = frozenset({kinds.REFERRAL_STEP})
"""Kinds of the chart's compartments that another room projects."""
_INSERT = {
    "item": "INSERT INTO chart_item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "assertion": "INSERT INTO chart_assertion VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "arrival": "INSERT INTO chart_arrival VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "step": "INSERT INTO chart_step VALUES (?, ?, ?, ?, ?, ?)",
    "handover": "INSERT INTO chart_handover (entry, id, arrival, person, trade, reason, reserved, at, hlc,"
    " author, post) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "party": "INSERT INTO chart_party VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "reading": "INSERT INTO chart_reading VALUES (?, ?, ?, ?)",
    "print": "INSERT INTO chart_print VALUES (?, ?, ?, ?, ?, ?)",
    **planned_rows.INSERT,
    "choice": choices.INSERT,
}
_ANYTHING_JUDGED = (
    f"SELECT 1 FROM chart_item WHERE {judged_withdrawals.JUDGED} AND person = :person"
    " UNION ALL SELECT 1 FROM chart_handover WHERE person = :person"
    " UNION ALL SELECT 1 FROM chart_planned WHERE person = :person"
    " UNION ALL SELECT 1 FROM chart_expected WHERE person = :person LIMIT 1"
)
_OF_REGISTERS = frozenset({kinds.PERSON, kinds.CHOICE})


def project(cursor: Cursor, batch: Sequence[DecodedEntry]) -> list[Rejection]:
    """Apply the care parts of a batch, and what its orders change about withdrawals."""
    rows: Rows = defaultdict(list)
    changed: set[bytes] = set()
    people: set[bytes] = set()
    for fresh in batch:
        if fresh.clinical is not None and fresh.clinical.kind not in _OF_OPERATIONS:
            _PROJECT[fresh.clinical.kind](rows, fresh, fresh.clinical)
            if fresh.clinical.person is not None:
                people.add(fresh.clinical.person)
            if fresh.clinical.kind in _OF_REGISTERS and fresh.clinical.person is not None:
                changed.add(fresh.clinical.person)
    for table, values in rows.items():
        cursor.executemany(_INSERT[table], values)
    if any(fresh.admin is not None for fresh in batch) or _has_judged(cursor, people):
        changed |= _judge_batch(cursor, people, batch)
    person_registers.rebuild_people(cursor, changed)
    return []


def _has_judged(cursor: Cursor, people: set[bytes]) -> bool:
    """Return whether these people may have anything that is judged.

    Of a single act, which somebody waits for, it is asked with one statement: mostly they have nothing.
    """
    if len(people) != 1:
        return bool(people)
    return cursor.execute(_ANYTHING_JUDGED, {"person": next(iter(people))}).fetchone() is not None


def _judge_batch(cursor: Cursor, people: set[bytes], batch: Sequence[DecodedEntry]) -> set[bytes]:
    """Judge what this batch changes; return the people whose withdrawals and corrections were judged."""
    concerned = _list_concerned(cursor, people, batch)
    judge_handovers(cursor, people)
    judge_handovers_by(cursor, _list_appointed(batch))
    _judge(cursor, concerned)
    judge_agenda(cursor, people | concerned)
    return concerned


def reproject_judgements(cursor: Cursor) -> None:
    """Judge every withdrawal and correction again, after the mission was folded again."""
    concerned = judged_withdrawals.list_all_concerned(cursor)
    judge_all_handovers(cursor)
    _judge(cursor, concerned)
    judge_agenda(cursor, concerned)
    person_registers.rebuild_people(cursor, concerned | choices.list_decided(cursor))


def _judge(cursor: Cursor, people: set[bytes]) -> None:
    judged_withdrawals.judge_withdrawals(cursor, people)
    judge_corrections(cursor, people)


def _list_concerned(cursor: Cursor, people: set[bytes], batch: Sequence[DecodedEntry]) -> set[bytes]:
    """Return the people whose withdrawals and corrections must be judged again after this batch.

    The batch brought something of them, of an author or of a computer.
    """
    orders = [fresh.admin for fresh in batch if fresh.admin is not None]
    if any(order.kind in kinds.SERVED_BY for order in orders):
        return judged_withdrawals.list_all_concerned(cursor)
    staff = _list_appointed(batch)
    decided = choices.list_decided(cursor, staff) if staff else set()
    return judged_withdrawals.list_concerned(cursor, people, staff) | decided if people or staff else set()


def _list_appointed(batch: Sequence[DecodedEntry]) -> set[bytes]:
    """Return the colleagues whom orders of this batch appoint."""
    orders = [fresh.admin for fresh in batch if fresh.admin is not None]
    return {act.staff for order in orders if isinstance(act := _appointment_in(order), s.Appointment)}


def _appointment_in(order: AdminPayload) -> object:
    return read_act(order) if order.kind == kinds.APPOINTMENT else None


def forget(cursor: Cursor, rows: Sequence[int]) -> None:
    """Drop what withdrawn entries gave, and fold the registers of their people again."""
    marks = ",".join("?" * len(rows))
    people = {
        row[0]
        for table in ("item", "assertion", "outcome", "choice")
        for row in cursor.execute(f"SELECT person FROM chart_{table} WHERE entry IN ({marks})", rows)
        if row[0] is not None
    }
    for table in OF_ENTRIES:
        cursor.execute(f"DELETE FROM chart_{table} WHERE entry IN ({marks})", rows)
    _judge(cursor, people)
    judge_agenda(cursor, people)
    person_registers.rebuild_people(cursor, people)


def reset(cursor: Cursor) -> None:
    """Empty the tables before a replay."""
    person_registers.reset(cursor)
    for table in OF_ENTRIES:
        cursor.execute(f"DELETE FROM chart_{table}")


def dump(cursor: Cursor) -> Iterator[tuple]:
    """Yield every row without local numbers, for comparing two nodes or a replay."""
    yield from (
        ("item", *row)
        for row in cursor.execute(
            "SELECT id, person, kind, forms, occurred, hlc, post, refers, author, holds FROM chart_item ORDER BY id"
        )
    )
    yield from (
        ("assertion", *row)
        for row in cursor.execute(
            "SELECT id, person, hlc, post, network, fields, replaces, removed FROM chart_assertion ORDER BY id"
        )
    )
    yield from (
        ("person", *row)
        for row in cursor.execute("SELECT person, network, name, record FROM chart_person ORDER BY person")
    )
    yield from (
        ("arrival", *row)
        for row in cursor.execute(
            "SELECT id, person, post, at, reason, reserved, colour, programme, ticket, signs FROM chart_arrival"
            " ORDER BY id"
        )
    )
    for table, columns in (
        ("step", "arrival, state, at, hlc, author"),
        ("handover", "id, arrival, person, trade, reason, reserved, at, hlc, author, post, holds"),
        (
            "planned",
            "id, person, post, day, first, last, form, schedule, reason, reserved, refers, author, at, state,"
            " due, note, noted, kept",
        ),
        ("outcome", "id, person, planned, state, day, visit, author, at, hlc"),
        ("expected", "id, person, party, post, day, last, origin, author, at, state"),
        ("choice", "id, person, matter, state, text, language, said_by, note, replaces, refers, author, post, at, hlc"),
        ("party", "id, person, party, joined, relation, other, reason, post, author, at, hlc"),
        ("reading", "staff, person, minute"),
    ):
        yield from ((table, *row) for row in cursor.execute(f"SELECT {columns} FROM chart_{table} ORDER BY {columns}"))


def _item(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload, forms: int = 0) -> None:
    about = (fresh.row, fresh.id, payload.person, payload.kind, forms, payload.occurred, fresh.hlc, payload.post)
    rows["item"].append((*about, payload.refers, payload.author, payload.kind not in _JUDGED))


def _project_person(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    form = get_form(PERSON_FORM).number
    bodies = read_forms(payload)
    fields = dict(bodies.get(form, {}))
    if fresh.facts is not None:
        counted = read_forms(fresh.facts).get(form, {})
        fields |= {number: value for number, value in counted.items() if number in _written_as_facts()}
    about = bodies.get(ABOUT, {})
    replaces = b"".join(about.get(REPLACES, ()))  # type: ignore[arg-type]
    _item(rows, fresh, payload, 1 << form)
    rows["assertion"].append(
        (
            fresh.row,
            fresh.id,
            payload.person,
            fresh.hlc,
            payload.post,
            fresh.network,
            msgspec.msgpack.encode(dict(sorted(fields.items()))),
            replaces,
            _removed_in(about),
        )
    )


def _removed_in(about: dict[int, object]) -> bytes:
    """Return the rows that an assertion removes from those it saw, packed. Raises MalformedPart."""
    try:
        return msgspec.msgpack.encode(msgspec.convert(about.get(REMOVES, {}), dict[int, list[object]]))
    except msgspec.ValidationError:
        raise MalformedPart("malformed_removal") from None


def _project_contact(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    bodies = read_forms(payload)
    counted = read_forms(fresh.facts) if fresh.facts is not None else {}
    _item(rows, fresh, payload, find_answered(bodies) | find_answered(counted))
    if payload.refers is not None and payload.kind == kinds.ENCOUNTER:
        rows["step"].append((fresh.row, payload.refers, "done", payload.occurred, fresh.hlc, payload.author))
    due = bodies.get(_visit_number(), {}).get(_next_appointment())
    if isinstance(due, int) and payload.person is not None:
        rows["planned"].append(planned_rows.return_day_row(fresh, payload, due))


def _project_arrival(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, s.Arrival)
    _item(rows, fresh, payload)
    rows["arrival"].append(
        (
            fresh.row,
            fresh.id,
            payload.person,
            payload.post,
            payload.occurred,
            act.reason,
            act.reserved,
            act.colour,
            act.programme,
            act.ticket,
            " ".join(act.signs),
        )
    )


def _project_arrival_status(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, s.ArrivalStatus)
    rows["step"].append((fresh.row, payload.refers, act.state, payload.occurred, fresh.hlc, payload.author))


def _project_hand_over(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    """Project a hand-over; one that names no trade takes back that the person was called."""
    act = read_act(payload)
    assert isinstance(act, s.HandOver)
    if payload.person is None or (payload.refers is None and act.trade != s.NIGHT):
        raise MalformedPart("malformed_fields", kind=kinds.KINDS[kinds.HAND_OVER].name)
    if not act.trade:
        rows["step"].append((fresh.row, payload.refers, "waiting", payload.occurred, fresh.hlc, payload.author))
        return
    reason = "" if act.reserved else act.reason
    about = (fresh.row, fresh.id, payload.refers or b"", payload.person, act.trade, reason, act.reserved)
    rows["handover"].append((*about, payload.occurred, fresh.hlc, payload.author, payload.post))


def _project_planned_visit(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, s.PlannedVisit)
    _item(rows, fresh, payload)
    if payload.person is not None:
        rows["planned"].append(planned_rows.planned_row(fresh, payload, act))


def _project_outcome(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, s.PlannedVisitOutcome)
    _item(rows, fresh, payload)
    if payload.person is not None and payload.refers is not None:
        rows["outcome"].append(planned_rows.outcome_row(fresh, payload, act))


def _project_expected(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, s.ExpectedAt)
    _item(rows, fresh, payload)
    if payload.person is not None:
        rows["expected"].append(planned_rows.expected_row(fresh, payload, act))


def _project_choice(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, c.PersonChoice)
    _item(rows, fresh, payload)
    if payload.person is not None:
        rows["choice"].extend(choices.choice_rows(fresh, payload, act))


def _project_withdrawal(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    read_act(payload)
    _item(rows, fresh, payload)


def _project_travel_group(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, s.TravelGroupMember | s.TravelGroupLeft)
    if payload.person is not None:
        rows["party"].append(travel_groups.step_row(fresh, payload, act))


def _project_accesses(rows: Rows, fresh: DecodedEntry, payload: ClinicalPayload) -> None:
    act = read_act(payload)
    assert isinstance(act, s.ChartAccesses)
    rows["reading"].extend((fresh.row, staff, person, minute) for staff, person, minute in act.rows)
    rows["print"].extend(
        (fresh.row, staff, what, person, minute, payload.post) for staff, what, person, minute in act.prints
    )


@cache
def _written_as_facts() -> frozenset[int]:
    """Return the questions about a person whose answers live in facts.

    Everything else there is a coarse copy (an age band).
    """
    return frozenset(f.number for f in get_form(PERSON_FORM).fields if f.compartment is Compartment.FACTS)


@cache
def _visit_number() -> int:
    return get_form(VISIT_FORM).number


@cache
def _next_appointment() -> int:
    return get_form(VISIT_FORM).field("next_appt").number


_PROJECT: dict[int, Callable[[Rows, DecodedEntry, ClinicalPayload], None]] = {
    kinds.PERSON: _project_person,
    kinds.ENCOUNTER: _project_contact,
    kinds.CORRECTION: _project_contact,
    kinds.ARRIVAL: _project_arrival,
    kinds.ARRIVAL_STATUS: _project_arrival_status,
    kinds.WITHDRAWAL: _project_withdrawal,
    kinds.REINSTATEMENT: _project_withdrawal,
    kinds.TRAVEL_GROUP_MEMBER: _project_travel_group,
    kinds.TRAVEL_GROUP_LEFT: _project_travel_group,
    kinds.CHART_ACCESSES: _project_accesses,
    kinds.HAND_OVER: _project_hand_over,
    kinds.PLANNED_VISIT: _project_planned_visit,
    kinds.PLANNED_VISIT_OUTCOME: _project_outcome,
    kinds.EXPECTED_AT: _project_expected,
    kinds.CHOICE: _project_choice,
}
_JUDGED = frozenset({kinds.WITHDRAWAL, kinds.REINSTATEMENT, kinds.CORRECTION})
