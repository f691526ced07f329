"""Referrals in any order of arrival, in batches of any size, with some taken out and put back: always the naive twin's."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from posta.catalog import kinds
from posta.catalog import operation_acts as o
from posta.catalog import structural_acts as s
from posta.catalog.encoding.codec import AdminPayload, ClinicalPayload, FactsPayload
from posta.catalog.language.form import get_form
from posta.ids import EntryId, FeedId
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission import mission_projection as mission
from posta.mission.schema import TABLES as MISSION
from posta.operations import operations_projection as operations
from posta.operations.schema import TABLES as OPERATIONS
from posta.seal.keys import DeviceKeys, PersonKeys
from tests import naive_operations

pytestmark = pytest.mark.unreplayed
FORM = get_form("referral")
HLC = 1_543_104_000_000 << 16
STAFF = [bytes([n]) * 16 for n in (1, 2, 3)]
PERSON = bytes([9]) * 16
ROLES = ("doctor", "nurse", "promoter", "logistician", "team_leader")
ACTS = ("accept", "decline", "attend", "finish", "answer", "close", "expire", "cancel", "reserved", "dance")
DESTINATIONS = ("post:2", "post:3", "p-1", "")


@cache
def keys_of(number: int) -> DeviceKeys:
    return DeviceKeys.generate(lambda size: bytes([number]) * size)


@cache
def person_keys() -> PersonKeys:
    return PersonKeys.generate(lambda size: bytes([7]) * size)


FEEDS = [FeedId(keys_of(n).feed) for n in (1, 2, 3)]
CENTRE = FeedId(keys_of(4).feed)
POSTS: dict[bytes, int] = {FEEDS[0]: 1, FEEDS[1]: 2, FEEDS[2]: 3}


@st.composite
def logs(draw: st.DrawFn) -> list[DecodedEntry]:
    """Up to thirty acts of three posts on some referrals, each naming an earlier or a later entry, or nothing known."""
    size = draw(st.integers(3, 30))
    ids = [EntryId(bytes([1, n]) * 8) for n in range(size)]
    made = []
    for row, id_ in enumerate(ids):
        hlc = HLC + (draw(st.integers(0, 60)) << 16)
        feed = draw(st.sampled_from(FEEDS))
        what = draw(st.sampled_from(("refer", "refer", "correct", "step", "step", "step", "withdraw", "reinstate",
                                     "appoint", "partner")))  # fmt: skip
        author, target = draw(st.sampled_from([*STAFF, None])), draw(st.sampled_from(ids))
        made.append(_entry(draw, row + 1, id_, hlc, feed, what, author, target))
    return made


def _entry(
    draw: st.DrawFn, row: int, id_: EntryId, hlc: int, feed: FeedId, what: str, author: bytes | None, target: EntryId
) -> DecodedEntry:
    said = counted = ordered = None
    post, at = POSTS[feed], hlc >> 16
    if what in ("refer", "correct"):
        kind, refers = (kinds.ENCOUNTER, None) if what == "refer" else (kinds.CORRECTION, target)
        filled = what == "refer" or draw(st.integers(0, 5)) > 0
        care = {FORM.field("to_name").number: draw(st.sampled_from(DESTINATIONS))}
        facts = {
            FORM.field("to_type").number: "posta",
            FORM.field("reason").number: draw(st.sampled_from(("contin", "basic"))),
            FORM.field("urgency").number: "w1",
            FORM.field("status").number: draw(st.sampled_from(sorted(naive_operations.SAID))),
        }
        care_body = {FORM.number: care} if filled else {7: {1: "x"}}
        said = ClinicalPayload(kind, 1, author, PERSON, at, 0, post, refers, care_body)
        body = {FORM.number: facts} if filled else {}
        counted = FactsPayload(kind, 1, post, at // 86_400_000, None, "", "", "", "", refers, body)
    elif what == "step":
        act = o.ReferralStep(act=draw(st.sampled_from(ACTS)))
        said = ClinicalPayload(kinds.REFERRAL_STEP, 1, author, None, at, 0, post, target, _array(act))
    elif what in ("withdraw", "reinstate"):
        kind = kinds.WITHDRAWAL if what == "withdraw" else kinds.REINSTATEMENT
        said = ClinicalPayload(kind, 1, author, PERSON, at, 0, post, target, ["mistake"])
    elif what == "appoint":
        keys = person_keys()
        act = s.Appointment(staff=author or STAFF[0], name="A", role=draw(st.sampled_from(ROLES)), compartments=(1, 2),
                            box_public=keys.box_public, verify_key=keys.verify_key)  # fmt: skip
        ordered, feed = AdminPayload(kinds.APPOINTMENT, 1, None, at, None, _array(act)), CENTRE
    else:
        act = o.DirectoryEntry(code=draw(st.sampled_from(("p-1", "p-2"))), name=f"N{row}", kind="hosp")
        ordered = AdminPayload(kinds.DIRECTORY_ENTRY, 1, author, at, None, _array(act))
    return DecodedEntry(row, id_, hlc, feed, "route", said, counted, ordered)


def _array(act: s.Act) -> list[object]:
    return [getattr(act, name) for name in act.__struct_fields__]


def fold(batches: Sequence[Sequence[DecodedEntry]]) -> Cursor:
    """The tables of a computer that received these batches, one after the other."""
    cursor = dbapi2.connect(":memory:", isolation_level=None).cursor()
    for statement in (*MISSION, *OPERATIONS):
        cursor.execute(statement)
    for number, post in ((4, None), (1, 1), (2, 2), (3, 3)):
        keys = keys_of(number)
        enrolment = s.Enrolment(verify_key=keys.verify_key, box_public=keys.box_public, post=post, label="x",
                                administers=post is None)  # fmt: skip
        order = AdminPayload(kinds.ENROLMENT, 1, None, 1, None, _array(enrolment))
        entry = DecodedEntry(1000 + number, EntryId(bytes([8, number]) * 8), HLC, CENTRE, "", None, None, order)
        assert mission.project(cursor, [entry]) == []
        operations.project(cursor, [entry])
    for batch in batches:
        assert mission.project(cursor, batch) == []
        assert operations.project(cursor, batch) == []
    return cursor


def said_by(cursor: Cursor) -> dict[bytes, tuple]:
    rows = cursor.execute("SELECT id, state, to_code, reason FROM operations_referral").fetchall()
    return {row[0]: tuple(row[1:]) for row in rows if row[0] not in _headless(cursor)}


def _headless(cursor: Cursor) -> set[bytes]:
    """Referrals that only a correction opens: what it corrects is not known, or was none. The twin leaves them out."""
    sql = f"SELECT id FROM operations_opening WHERE kind = {kinds.CORRECTION}"
    return {row[0] for row in cursor.execute(sql).fetchall()}


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_in_any_batches_says_what_the_twin_says(data: st.DataObject) -> None:
    log = data.draw(logs())
    expected = naive_operations.referrals(log, POSTS)
    whole = fold([log])
    assert said_by(whole) == expected
    shuffled = data.draw(st.permutations(log))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(log)), max_size=6)))
    ends = [0, *cuts, len(log)]
    piecewise = fold([shuffled[a:b] for a, b in zip(ends, ends[1:], strict=False)])
    assert list(operations.dump(piecewise)) == list(operations.dump(whole))
    names = dict(whole.execute("SELECT code, name FROM operations_partner").fetchall())
    assert names == naive_operations.partners(log, frozenset({CENTRE}))


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_taken_out_leaves_no_trace_and_comes_back(data: st.DataObject) -> None:
    log = data.draw(logs())
    care = [one for one in log if one.clinical is not None or one.admin.kind == kinds.DIRECTORY_ENTRY]  # type: ignore[union-attr]
    out = data.draw(st.lists(st.sampled_from(care), unique_by=lambda one: one.row)) if care else []
    cursor = fold([log])
    before = list(operations.dump(cursor))
    operations.forget(cursor, [one.row for one in out])
    assert list(operations.dump(cursor)) == list(operations.dump(fold([[one for one in log if one not in out]])))
    operations.project(cursor, out)
    assert list(operations.dump(cursor)) == before
