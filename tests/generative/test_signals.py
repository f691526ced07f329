"""Signals in any order of arrival, in batches of any size, with some taken out and put back: always the naive twin's."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from posta.catalog import kinds
from posta.catalog import operation_acts as o
from posta.catalog import structural_acts as s
from posta.catalog.encoding.codec import AdminPayload, FactsPayload
from posta.catalog.language.form import get_form
from posta.ids import EntryId, FeedId
from posta.ledger.row_types import Cursor, DecodedEntry
from posta.mission import mission_projection as mission
from posta.mission.schema import TABLES as MISSION
from posta.operations import operations_projection as operations
from posta.operations.schema import TABLES as OPERATIONS
from posta.seal.keys import DeviceKeys, PersonKeys
from tests import naive_signals

pytestmark = pytest.mark.unreplayed
FORM = get_form("ebs")
HLC = 1_543_104_000_000 << 16
STAFF = [bytes([n]) * 16 for n in (1, 2, 3)]
ROLES = ("doctor", "logistician", "team_leader", "epidemiologist", "administrator")
ACTS = ("verify", "assess", "answer", "close", "discard", "dance")
TYPES = ("disease", "deaths", "wash")


@cache
def keys_of(number: int) -> DeviceKeys:
    return DeviceKeys.generate(lambda size: bytes([number]) * size)


@cache
def person_keys() -> PersonKeys:
    return PersonKeys.generate(lambda size: bytes([7]) * size)


FEEDS = [FeedId(keys_of(n).feed) for n in (1, 2, 3)]
CENTRE = FeedId(keys_of(4).feed)
POSTS: dict[bytes, int] = {FEEDS[0]: 1, FEEDS[1]: 2, FEEDS[2]: 3, CENTRE: 0}
SERVED = {feed: frozenset({post}) for feed, post in POSTS.items() if post}


@st.composite
def logs(draw: st.DrawFn) -> list[DecodedEntry]:
    """Up to thirty acts of three posts and coordination on some signals, each naming any entry, or nothing known."""
    size = draw(st.integers(3, 30))
    ids = [EntryId(bytes([1, n]) * 8) for n in range(size)]
    made = []
    for row, id_ in enumerate(ids):
        hlc = HLC + (draw(st.integers(0, 60)) << 16)
        feed = draw(st.sampled_from([*FEEDS, CENTRE]))
        what = draw(st.sampled_from(("record", "record", "correct", "act", "act", "act", "withdraw", "reinstate",
                                     "appoint")))  # fmt: skip
        author, target = draw(st.sampled_from([*STAFF, None])), draw(st.sampled_from(ids))
        made.append(_entry(draw, row + 1, id_, hlc, feed, what, author, target))
    return made


def _entry(
    draw: st.DrawFn, row: int, id_: EntryId, hlc: int, feed: FeedId, what: str, author: bytes | None, target: EntryId
) -> DecodedEntry:
    counted = ordered = None
    post, at = POSTS[feed], hlc >> 16
    if what in ("record", "correct"):
        kind, refers = (kinds.ENCOUNTER, None) if what == "record" else (kinds.CORRECTION, target)
        body = {FORM.number: {FORM.field("sig_type").number: draw(st.sampled_from(TYPES))}}
        filled = body if draw(st.integers(0, 5)) else {7: {}}
        counted = FactsPayload(kind, 1, post, at // 86_400_000, None, "", "", "", "", refers, filled)
        if what == "record":
            beside = _array(o.SignalStep(act="record", note="x"))
            ordered = AdminPayload(kinds.SIGNAL_STEP, 1, author, at, None, beside)
    elif what == "act":
        act = o.SignalStep(act=draw(st.sampled_from(ACTS)), risk=draw(st.sampled_from(("low", "high"))))
        ordered = AdminPayload(kinds.SIGNAL_STEP, 1, author, at, target, _array(act))
    elif what in ("withdraw", "reinstate"):
        kind = kinds.WITHDRAWAL if what == "withdraw" else kinds.REINSTATEMENT
        counted = FactsPayload(kind, 1, post, at // 86_400_000, None, "", "", "", "", target, ["mistake"])
    else:
        keys = person_keys()
        named = s.Appointment(staff=author or STAFF[0], name="A", role=draw(st.sampled_from(ROLES)), compartments=(1, 2),
                              box_public=keys.box_public, verify_key=keys.verify_key)  # fmt: skip
        ordered, feed = AdminPayload(kinds.APPOINTMENT, 1, None, at, None, _array(named)), CENTRE
    return DecodedEntry(row, id_, hlc, feed, "", None, counted, ordered)


def _array(act: s.Act) -> list[object]:
    return [list(v) if isinstance(v := getattr(act, name), tuple) else v for name in act.__struct_fields__]


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
    founded = s.Founding(name="M", root=bytes(32), networks=(), posts=tuple(
        s.FoundedPost(number=n, id=f"p{n}", name=f"P{n}", kind="mobile_stop", municipality="27017", networks=("",))
        for n in (1, 2, 3)))  # fmt: skip
    founding = AdminPayload(kinds.FOUNDING, 1, None, 1, None, s_to_builtins(founded))
    entry = DecodedEntry(1010, EntryId(bytes([8, 9]) * 8), HLC, CENTRE, "", None, None, founding)
    assert mission.project(cursor, [entry]) == []
    for batch in batches:
        assert mission.project(cursor, batch) == []
        assert operations.project(cursor, batch) == []
    return cursor


def s_to_builtins(act: s.Act) -> object:
    import msgspec

    return msgspec.msgpack.decode(msgspec.msgpack.encode(act))


def told_by(cursor: Cursor) -> dict[bytes, tuple]:
    rows = cursor.execute("SELECT id, state, due, risk, what FROM operations_signal").fetchall()
    return {row[0]: tuple(row[1:]) for row in rows}


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_in_any_batches_says_what_the_twin_says(data: st.DataObject) -> None:
    log = data.draw(logs())
    whole = fold([log])
    assert told_by(whole) == naive_signals.signals(log, SERVED, frozenset({CENTRE}))
    shuffled = data.draw(st.permutations(log))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(log)), max_size=6)))
    ends = [0, *cuts, len(log)]
    piecewise = fold([shuffled[a:b] for a, b in zip(ends, ends[1:], strict=False)])
    assert list(operations.dump(piecewise)) == list(operations.dump(whole))


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_taken_out_leaves_no_trace_and_comes_back(data: st.DataObject) -> None:
    log = data.draw(logs())
    told = [one for one in log if one.admin is None or one.admin.kind == kinds.SIGNAL_STEP]
    out = data.draw(st.lists(st.sampled_from(told), unique_by=lambda one: one.row)) if told else []
    cursor = fold([log])
    before = list(operations.dump(cursor))
    operations.forget(cursor, [one.row for one in out])
    assert list(operations.dump(cursor)) == list(operations.dump(fold([[one for one in log if one not in out]])))
    operations.project(cursor, out)
    assert list(operations.dump(cursor)) == before
