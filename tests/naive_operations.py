"""The naive twin of referrals and the directory: the rules read one after the other over all entries, with dicts.

It sees entries as the projection does and sorts them by their clock; no SQL, no batches. `tests/generative/test_referrals.py`
compares the two.
"""

from collections.abc import Sequence

from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import read_act
from posta.catalog.language.form import get_form
from posta.ledger.row_types import DecodedEntry
from posta.mission.roles import ROLES, may_record

FORM = get_form("referral")
MOVES = {
    ("draft", "send"): "sent", ("draft", "cancel"): "closed",
    ("sent", "accept"): "accepted", ("sent", "decline"): "declined", ("accepted", "decline"): "declined",
    ("sent", "attend"): "attended", ("accepted", "attend"): "attended",
    ("accepted", "finish"): "done", ("attended", "finish"): "done",
    ("attended", "answer"): "feedback", ("done", "answer"): "feedback",
    **{(state, "close"): "closed" for state in ("sent", "accepted", "declined", "attended", "done", "feedback")},
    ("sent", "expire"): "closed", ("accepted", "expire"): "closed",
}  # fmt: skip
BY_SENDER = frozenset({"cancel", "close", "expire", "send"})
NO_PROMOTER = frozenset({"accept", "decline", "finish", "answer", "expire"})
SAID = {"proposed": [], "refused": ["cancel"], "sent": ["send"], "completed": ["send", "attend", "finish"]}


def referrals(entries: Sequence[DecodedEntry], posts: dict[bytes, int]) -> dict[bytes, tuple]:
    """State, destination and reason of every referral that was not taken back, by the entry that opened it."""
    ordered = sorted(entries, key=lambda one: (one.hlc, one.id))
    by_id = {one.id: one for one in ordered}
    roles = _roles(ordered)
    gone = _gone(ordered, by_id, roles, posts)
    found = {}
    for root in ordered:
        if root.clinical is None or root.clinical.kind != kinds.ENCOUNTER or not _answers(root) or root.id in gone:
            continue
        latest = root
        for one in ordered:
            if _corrects(one, root, by_id) and one.id not in gone and _may_correct(one, root, roles, posts):
                latest = one
        if _answers(latest):
            found[root.id] = (_state(root, latest, ordered, gone, roles), *_answers(latest)[1:3])
    return found


def partners(entries: Sequence[DecodedEntry], administering: frozenset[bytes]) -> dict[str, str]:
    """Names of partners by code."""
    ordered = sorted(entries, key=lambda one: (one.hlc, one.id))
    roles = _roles(ordered)
    found = {}
    for one in ordered:
        if one.admin is not None and one.admin.kind == kinds.DIRECTORY_ENTRY:
            role = _role(roles, one.admin.author, one.hlc)
            if one.feed in administering or role in ("administrator", "team_leader"):
                act = read_act(one.admin)
                found[act.code] = act.name  # type: ignore[attr-defined]
    return found


def _state(
    root: DecodedEntry, latest: DecodedEntry, ordered: Sequence[DecodedEntry], gone: set[bytes], roles: dict
) -> str:
    _, to_code, _, status = _answers(latest)
    acts = [
        (root.hlc if act == "send" else latest.hlc + place, latest.id, act) for place, act in enumerate(SAID[status])
    ]
    for one in ordered:
        said = one.clinical
        if said is None or said.kind != kinds.REFERRAL_STEP or said.refers != root.id or one.id in gone:
            continue
        act = read_act(said).act  # type: ignore[attr-defined]
        if said.author is not None:
            role = _role(roles, said.author, one.hlc)
            may = role in ROLES and ROLES[role].gives_care and not (role == "promoter" and act in NO_PROMOTER)
            if not may:
                continue
        theirs = said.post == int(to_code[5:]) if to_code.startswith("post:") else True
        ours = said.post == root.clinical.post or said.author == root.clinical.author  # type: ignore[union-attr]
        if ours if act in BY_SENDER else theirs:
            acts.append((one.hlc, one.id, act))
    state = "draft"
    for _, _, act in sorted(set(acts)):
        state = MOVES.get((state, act), state)
    return state


def _gone(ordered: Sequence[DecodedEntry], by_id: dict, roles: dict, posts: dict[bytes, int]) -> set[bytes]:
    lifted, taken = set(), []
    for one in ordered:
        said = one.clinical
        if said is None or said.kind not in (kinds.WITHDRAWAL, kinds.REINSTATEMENT) or said.refers not in by_id:
            continue
        named = by_id[said.refers]
        if said.kind == kinds.REINSTATEMENT and (named.clinical is None or named.clinical.kind != kinds.WITHDRAWAL):
            continue
        target = by_id.get(named.clinical.refers) if said.kind == kinds.REINSTATEMENT else named
        if target is None or target.clinical is None or not _may_withdraw(one, target, roles, posts):
            continue
        if said.kind == kinds.REINSTATEMENT:
            lifted.add(said.refers)
        else:
            taken.append((one.id, said.refers))
    return {target for withdrawal, target in taken if withdrawal not in lifted}


def _may_withdraw(one: DecodedEntry, target: DecodedEntry, roles: dict, posts: dict[bytes, int]) -> bool:
    said, theirs = one.clinical, target.clinical
    assert said is not None
    assert theirs is not None
    if (theirs.post if one.feed == target.feed else posts.get(one.feed)) != theirs.post:
        return False
    role = _role(roles, said.author, one.hlc)
    corrects = theirs.kind == kinds.REFERRAL_STEP and role in ROLES and ROLES[role].gives_care and ROLES[role].corrects
    forms = theirs.kind != kinds.REFERRAL_STEP and role in ROLES and ROLES[role].gives_care and may_record(role, FORM)
    return said.author == theirs.author or corrects or forms


def _may_correct(one: DecodedEntry, root: DecodedEntry, roles: dict, posts: dict[bytes, int]) -> bool:
    said, theirs = one.clinical, root.clinical
    assert said is not None
    assert theirs is not None
    if (theirs.post if one.feed == root.feed else posts.get(one.feed)) != theirs.post or not _answers(one):
        return False
    role = _role(roles, said.author, one.hlc)
    return said.author is None or said.author == theirs.author or (role in ROLES and ROLES[role].gives_care)


def _corrects(one: DecodedEntry, root: DecodedEntry, by_id: dict) -> bool:
    named = one
    while named is not None and named.clinical is not None and named.clinical.kind == kinds.CORRECTION:
        named = by_id.get(named.clinical.refers)
    return named is root and one is not root


def _answers(one: DecodedEntry) -> tuple[str, str, str, str] | tuple[()]:
    if one.clinical is None or one.facts is None or FORM.number not in one.facts.body:  # type: ignore[operator]
        return ()
    fields = {**one.facts.body[FORM.number], **one.clinical.body.get(FORM.number, {})}  # type: ignore[index,attr-defined]
    names = ("to_type", "to_name", "reason", "status")
    return tuple(str(fields.get(FORM.field(name).number) or "") for name in names)  # type: ignore[return-value]


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


assert Compartment.CARE  # the twin sees what devices hold; sealed referrals are opened elsewhere
