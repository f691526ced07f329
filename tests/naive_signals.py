"""The naive twin of signals: the rules read one after the other over all entries, with dicts.

It sees entries as the projection does and sorts them by their clock; no SQL, no batches. `tests/generative/test_signals.py`
compares the two.
"""

from collections.abc import Sequence

from posta.catalog import kinds
from posta.catalog.encoding.codec import read_act
from posta.catalog.language.form import get_form
from posta.clock import HOUR_MILLIS
from posta.ledger.row_types import DecodedEntry

FORM = get_form("ebs")
MOVES = {
    ("recorded", "verify"): "verified", ("recorded", "discard"): "discarded", ("verified", "discard"): "discarded",
    ("verified", "assess"): "assessed", ("assessed", "assess"): "assessed", ("answered", "assess"): "assessed",
    ("assessed", "answer"): "answered", ("assessed", "close"): "closed", ("answered", "close"): "closed",
}  # fmt: skip
WATCHERS = ("team_leader", "epidemiologist")
Served = dict[bytes, frozenset[int]]


def signals(entries: Sequence[DecodedEntry], served: Served, administering: frozenset[bytes]) -> dict[bytes, tuple]:
    """State, due moment, risk and kind of every signal that was not taken back, by the entry that recorded it."""
    ordered = sorted(entries, key=lambda one: (one.hlc, one.id))
    by_id = {one.id: one for one in ordered}
    roles = _roles(ordered)
    gone = _gone(ordered, by_id, served, administering)
    found = {}
    for root in ordered:
        if not _is_report(root) or root.facts.kind != kinds.ENCOUNTER or root.id in gone:  # type: ignore[union-attr]
            continue
        latest = root
        for one in ordered:
            mine = _is_report(one) and one is not root and _first(one, by_id) is root
            if mine and one.id not in gone and _may_change(one.feed, root, served, administering):
                latest = one
        state, began, risk = "recorded", root.hlc >> 16, ""
        for one in ordered:
            if not _is_act(one) or one.id in gone or _first_of(one, by_id) is not root:
                continue
            act = read_act(one.admin)  # type: ignore[arg-type]
            if _role(roles, one.admin.author, one.hlc) in WATCHERS and (state, act.act) in MOVES:  # type: ignore
                state = MOVES[state, act.act]  # type: ignore[attr-defined]
                risk = act.risk if act.act == "assess" else risk  # type: ignore[attr-defined]
        hours = {"recorded": 24, "verified": 48}.get(state)
        due = None if hours is None else began + hours * HOUR_MILLIS
        kind = latest.facts.body[FORM.number].get(FORM.field("sig_type").number, "")  # type: ignore[union-attr,index]
        found[root.id] = (state, due, risk, kind)
    return found


def _is_report(one: DecodedEntry) -> bool:
    facts = one.facts
    if facts is None or facts.kind not in (kinds.ENCOUNTER, kinds.CORRECTION) or FORM.number not in facts.body:  # type: ignore
        return False
    return facts.kind == kinds.ENCOUNTER or facts.refers is not None


def _is_act(one: DecodedEntry) -> bool:
    return one.admin is not None and one.admin.kind == kinds.SIGNAL_STEP and one.admin.refers is not None


def _first(one: DecodedEntry | None, by_id: dict) -> DecodedEntry | None:
    """The report at the beginning of a chain of corrections, None if the chain leads nowhere or in a circle."""
    seen: set[bytes] = set()
    while one is not None and _is_report(one) and one.id not in seen:
        if one.facts.kind == kinds.ENCOUNTER:  # type: ignore[union-attr]
            return one
        seen.add(one.id)
        one = by_id.get(one.facts.refers)  # type: ignore[union-attr]
    return None


def _first_of(act: DecodedEntry, by_id: dict) -> DecodedEntry | None:
    return _first(by_id.get(act.admin.refers), by_id)  # type: ignore[union-attr]


def _gone(ordered: Sequence[DecodedEntry], by_id: dict, served: Served, administering: frozenset[bytes]) -> set[bytes]:
    lifted, taken = set(), []
    for one in ordered:
        facts = one.facts
        if facts is None or facts.kind not in (kinds.WITHDRAWAL, kinds.REINSTATEMENT):
            continue
        target = by_id.get(facts.refers)
        if facts.kind == kinds.REINSTATEMENT:
            if target is None or target.facts is None or target.facts.kind != kinds.WITHDRAWAL:
                continue
            target = by_id.get(target.facts.refers)
        if target is None:
            continue
        if _is_report(target):
            may = _may_change(one.feed, target, served, administering)
        else:
            may = _is_act(target) and one.feed == target.feed
        if may and facts.kind == kinds.REINSTATEMENT:
            lifted.add(facts.refers)
        elif may:
            taken.append((one.id, facts.refers))
    return {target for withdrawal, target in taken if withdrawal not in lifted}


def _may_change(feed: bytes, written: DecodedEntry, served: Served, administering: frozenset[bytes]) -> bool:
    post = written.facts.post  # type: ignore[union-attr]
    return feed == written.feed or feed in administering or post in served.get(feed, frozenset())


def _roles(ordered: Sequence[DecodedEntry]) -> dict[bytes, list[tuple[int, str]]]:
    found: dict[bytes, list[tuple[int, str]]] = {}
    for one in ordered:
        if one.admin is not None and one.admin.kind == kinds.APPOINTMENT:
            act = read_act(one.admin)
            found.setdefault(act.staff, []).append((one.hlc, act.role))  # type: ignore[attr-defined]
    return found


def _role(roles: dict[bytes, list[tuple[int, str]]], author: bytes | None, hlc: int) -> str | None:
    given = sorted(roles.get(author or b"", []))
    held = [role for since, role in given if since <= hlc]
    return held[-1] if held else (given[0][1] if given else None)
