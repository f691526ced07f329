"""State tables: what an aggregate may be, what leads from one state to the next, who may do it and how soon it is due.

>>> table = StateTable.from_toml("visit", {
...     "labels": {"es": "Visita", "en": "Visit", "fr": "Visite"}, "initial": "planned",
...     "states": {"planned": {"es": "Prevista", "en": "Planned", "fr": "Prévue", "due_hours": 24},
...                "held": {"es": "Hecha", "en": "Held", "fr": "Faite", "final": True}},
...     "transitions": [{"act": "hold", "from": ["planned"], "to": "held", "roles": ["nurse"]}]})
>>> table.next_state("planned", "hold"), table.next_state("held", "hold"), table.acts_from("planned")
('held', None, ('hold',))
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from posta.operations.errors import InvalidStateTable

LANGUAGES = ("es", "en", "fr")


@dataclass(frozen=True, slots=True)
class State:
    """One state: its code for ever, its labels, whether it ends the course, and after how many hours it is overdue.

    `due_hours_by` gives other hours for some codes, such as those of an urgency. The hours run from when the state was
    reached; with `due_from_start` from when the course began.
    """

    code: str
    labels: Mapping[str, str]
    final: bool = False
    due_hours: int | None = None
    due_hours_by: Mapping[str, int] = field(default_factory=dict)
    due_from_start: bool = False

    def hours(self, by: str = "") -> int | None:
        """Return after how many hours the state is overdue for a code, None for never."""
        return self.due_hours_by.get(by, self.due_hours)


@dataclass(frozen=True, slots=True)
class Transition:
    """One act that leads from any of some states to one state, and the roles that may do it.

    `side` names the side that does it, where the aggregate has two: those who gave and those who receive.
    """

    act: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    side: str = ""


@dataclass(frozen=True, slots=True)
class StateTable:
    """The states and transitions of one aggregate. Raises InvalidStateTable for a table that cannot work."""

    name: str
    labels: Mapping[str, str]
    initial: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        for check in (_check_labels, _check_initial, _check_transitions, _check_dead_ends, _check_reached):
            rule = check(self)
            if rule:
                raise InvalidStateTable(self.name, rule)

    @classmethod
    def from_toml(cls, name: str, content: Mapping[str, Any]) -> "StateTable":
        """Build a table from the content of its TOML file. Raises InvalidStateTable."""
        try:
            hours = dict(content.get("due_hours_by", {}))
            states = {code: _state(code, row, hours) for code, row in content["states"].items()}
            transitions = tuple(
                Transition(row["act"], frozenset(row["from"]), row["to"], frozenset(row["roles"]), row.get("side", ""))
                for row in content["transitions"]
            )
            return cls(name, dict(content["labels"]), content["initial"], states, transitions)
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidStateTable(
                name, f"a key is missing or of the wrong type ({error}); see DEVELOPERS."
            ) from error

    def next_state(self, state: str, act: str) -> str | None:
        """Return the state that an act leads to from a state, or None where the act is not possible there."""
        return next((one.target for one in self.transitions if one.act == act and state in one.sources), None)

    def acts_from(self, state: str) -> tuple[str, ...]:
        """List the acts that are possible in a state, in the order of the table."""
        return tuple(dict.fromkeys(one.act for one in self.transitions if state in one.sources))

    def side_of(self, act: str) -> str:
        """Return the side that does an act; empty where either may."""
        return next((one.side for one in self.transitions if one.act == act), "")

    def may(self, role: str, state: str, act: str) -> bool:
        """Return whether a role may do an act in a state."""
        return any(one.act == act and state in one.sources and role in one.roles for one in self.transitions)


def _state(code: str, row: Mapping[str, Any], hours: Mapping[str, int]) -> State:
    labels = {language: row[language] for language in LANGUAGES if language in row}
    by = hours if row.get("due_by_code", False) else {}
    from_start = bool(row.get("due_from_start", False))
    return State(code, labels, bool(row.get("final", False)), row.get("due_hours"), by, from_start)


def _check_labels(table: StateTable) -> str:
    for where, labels in [
        ("the table", table.labels),
        *((state.code, state.labels) for state in table.states.values()),
    ]:
        missing = [language for language in LANGUAGES if not labels.get(language)]
        if missing:
            return f"{where} has no label in {', '.join(missing)}; write all three."
    return ""


def _check_initial(table: StateTable) -> str:
    return "" if table.initial in table.states else f"the initial state {table.initial} is not declared; declare it."


def _check_transitions(table: StateTable) -> str:
    seen: set[tuple[str, str]] = set()
    for one in table.transitions:
        unknown = ({one.target} | one.sources) - set(table.states)
        if unknown or not one.sources:
            return f"{one.act} names no or unknown states ({', '.join(sorted(unknown))}); declare them."
        if not one.roles:
            return f"nobody may {one.act}; name the roles."
        for source in one.sources:
            if table.states[source].final:
                return f"{one.act} leaves the final state {source}; a final state has no way out."
            if (source, one.act) in seen:
                return f"{one.act} leads from {source} to two states; keep one."
            seen.add((source, one.act))
    return ""


def _check_dead_ends(table: StateTable) -> str:
    left = {source for one in table.transitions for source in one.sources}
    stuck = [state.code for state in table.states.values() if not state.final and state.code not in left]
    return f"nothing leads out of {', '.join(stuck)}; add a transition or mark it final." if stuck else ""


def _check_reached(table: StateTable) -> str:
    lost = set(table.states) - reachable_from(table.initial, table.transitions)
    return f"nothing leads to {', '.join(sorted(lost))}; add a transition or drop it." if lost else ""


def reachable_from(initial: str, transitions: Iterable[Transition]) -> set[str]:
    """Return the states that can be reached from a state, itself included."""
    steps = tuple(transitions)
    reached, todo = {initial}, [initial]
    while todo:
        state = todo.pop()
        targets = {one.target for one in steps if state in one.sources} - reached
        reached |= targets
        todo += targets
    return reached
