"""Five thousand open referrals: lists and counts read by index, and ask as often for two as for five thousand."""

from collections.abc import Callable, Sequence

import pytest
from sqlcipher3 import dbapi2

from posta.catalog import kinds
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload
from posta.catalog.language.form import get_form
from posta.ids import EntryId, FeedId
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission.schema import TABLES as MISSION
from posta.operations import operations_projection as operations
from posta.operations.referrals import referral_lists as lists
from posta.operations.schema import TABLES as OPERATIONS

pytestmark = pytest.mark.unreplayed
MANY, NOW = 5_000, 1_543_104_000_000
FORM = get_form("referral")
ASKED: dict[str, Callable[[Cursor], object]] = {
    "inbox": lambda cursor: lists.list_inbox(cursor, 2, limit=50),
    "outbox": lambda cursor: lists.list_outbox(cursor, 1, limit=50),
    "mine": lambda cursor: lists.list_written_by(cursor, bytes([7]) * 16, limit=50),
    "open": lambda cursor: lists.list_open(cursor, limit=50),
    "of a person": lambda cursor: lists.list_of_person(cursor, bytes([9]) * 16),  # type: ignore[arg-type]
    "waiting": lambda cursor: lists.count_inbox(cursor, 2),
    "late": lambda cursor: lists.count_waiting(cursor, 1, NOW),
    "usual": lambda cursor: lists.list_usual_destinations(cursor, 1, 0),
    "by code": lambda cursor: lists.list_by_code(cursor, bytes(5)),
}


def referral(number: int) -> DecodedEntry:
    facts = {FORM.field("to_type").number: "posta", FORM.field("reason").number: "contin",
             FORM.field("urgency").number: "w1", FORM.field("status").number: "sent"}  # fmt: skip
    care = {FORM.field("to_name").number: f"post:{2 + number % 20}"}
    person = number.to_bytes(16, "big")
    said = ClinicalPayload(
        kinds.ENCOUNTER, 1, bytes([7]) * 16, person, NOW, 0, 1 + number % 9, None, {FORM.number: care}
    )
    counted = FactsPayload(kinds.ENCOUNTER, 1, 1, 17_860, None, "", "", "", "", None, {FORM.number: facts})
    feed = FeedId(bytes([3]) * 16)
    return DecodedEntry(
        number + 1, EntryId(number.to_bytes(16, "little")), NOW + number << 16, feed, "route", said, counted, None
    )


def filled(count: int) -> Cursor:
    cursor = dbapi2.connect(":memory:", isolation_level=None).cursor()
    for statement in (*MISSION, *OPERATIONS):
        cursor.execute(statement)
    entries: Sequence[DecodedEntry] = [referral(number) for number in range(count)]
    for start in range(0, count, 500):
        operations.project(cursor, entries[start : start + 500])
    return cursor


def questions_of(cursor: Cursor, ask: Callable[[Cursor], object]) -> list[str]:
    asked: list[str] = []
    cursor.connection.set_trace_callback(asked.append)  # type: ignore[attr-defined]
    ask(cursor)
    cursor.connection.set_trace_callback(None)  # type: ignore[attr-defined]
    return asked


def test_a_list_asks_once_and_by_an_index() -> None:
    cursor = filled(MANY)
    assert cursor.execute("SELECT COUNT(*) FROM operations_referral WHERE open").fetchone() == (MANY,)
    for name, ask in ASKED.items():
        (sql,) = questions_of(cursor, ask)
        plan = " ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
        assert "SCAN operations_referral" not in plan or "INDEX" in plan, (name, plan)


def test_receiving_a_batch_asks_as_often_for_many_as_for_few() -> None:
    cursor = filled(2)
    few = questions_of(cursor, lambda c: operations.project(c, [referral(n) for n in range(10, 12)]))
    many = questions_of(cursor, lambda c: operations.project(c, [referral(n) for n in range(100, 300)]))
    reading = [[one for one in some if one.lstrip().startswith("SELECT")] for some in (few, many)]
    assert len(reading[0]) == len(reading[1])
