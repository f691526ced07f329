"""The naive twin of choices: what stands of them and what must be respected, worked out entry by entry with sets."""

from collections import defaultdict

from posta.catalog import kinds
from posta.catalog.encoding.codec import read_act
from posta.chart.record.choices import list_choices
from posta.ids import PersonId
from posta.ledger.row_types import Cursor

REFUSED = {"n", "r"}
FIRST = {"care": "consent_care", "share": "consent_record", "pass": "consent_pass"}
WORDS = {"care": "no_care", "share": "no_share", "pass": "no_pass"}


def standing_choices(entries: list, withdrawn: set[bytes], role_of) -> dict[bytes, dict[str, set[str]]]:  # type: ignore[no-untyped-def]
    """What every person's choices say, by matter: all that nobody replaced."""
    found: dict[bytes, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    said = [(e, e.clinical, read_act(e.clinical)) for e in entries if e.clinical and e.clinical.kind == kinds.CHOICE]
    holding = [one for one in said if one[0].id not in withdrawn]
    for entry, payload, act in holding:
        for matter, state in act.answers:
            if matter in ("correction", "forgetting") or not _may(matter, entry, payload, role_of):
                continue
            later = [
                other for other in holding
                if other[1].person == payload.person
                and entry.id in other[2].replaces
                and any(m == matter for m, _ in other[2].answers)
                and _may(matter, other[0], other[1], role_of)
            ]  # fmt: skip
            if not later:
                found[payload.person][matter].add(state)
    return {person: dict(matters) for person, matters in found.items()}


def projected_choices(cursor: Cursor) -> dict[bytes, dict[str, set[str]]]:
    """What the projection says."""
    people = [row[0] for row in cursor.execute("SELECT DISTINCT person FROM chart_choice").fetchall()]
    found = {}
    for person in people:
        known = list_choices(cursor, PersonId(person)).standing
        if known:
            found[person] = {matter: {row.state for row in rows} for matter, rows in known.items()}
    return found


def wishes(standing: dict[str, set[str]], answers: dict[str, object]) -> set[str]:
    """What must be respected of a person."""
    found = set()
    for matter, field in FIRST.items():
        states = standing.get(matter) or {answers.get(field)}
        if states & REFUSED:
            found.add(WORDS[matter])
    found |= {wish for wish in ("anonymous", "restricted") if "y" in standing.get(wish, set())}
    return found | ({"no_link"} if "n" in standing.get("link", set()) else set())


def _may(matter: str, entry, payload, role_of) -> bool:  # type: ignore[no-untyped-def]
    if matter != "restricted":
        return True
    return payload.author is not None and role_of(payload.author, entry.hlc) == "team_leader"
