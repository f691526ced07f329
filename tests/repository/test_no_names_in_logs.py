"""Errors and logs name rules, never people: nothing that a person said is put into a message."""

import ast
import logging
from collections.abc import Iterator

import pytest

from posta.acts.care.encounter import record_encounter
from posta.acts.care.registration import record_person
from posta.chart.people_search import find_people
from posta.chart.record.person_registers import find_person
from posta.errors import PostaError
from posta.scribe.incoming.receive import receive
from tests.in_memory_mission import make_mission
from tests.repository.tree import list_files, name_of, tree_of

TELLING = frozenset(
    {"answers", "alias", "words", "text", "typed", "raw", "given", "plain", "said", "body", "note", "reason_told"}
)
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
CANARY = "Zacarías Xochiquetzalli"


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in list_files("posta", ".py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in {"_log", "log", "logger", "logging"}:
                    yield f"{name_of(path)}:{node.lineno}", node


def _names(node: ast.AST) -> set[str]:
    """The names and attributes that a value is made of."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def test_a_log_line_is_a_fixed_sentence_with_numbers_and_types() -> None:
    assert [at for at, call in _calls() if not isinstance(call.args[0], ast.Constant)] == []
    assert [at for at, call in _calls() if any(_names(value) & TELLING for value in call.args[1:])] == []


def test_a_log_line_never_holds_an_error_s_own_text() -> None:
    """The text of a stranger's error may quote what was written; its type does not."""
    bare = [
        at
        for at, call in _calls()
        if call.func.attr == "exception"
        or any(isinstance(v, ast.Name) and v.id in {"error", "reason", "e"} for v in call.args[1:])  # type: ignore[attr-defined]
    ]
    assert bare == []


def test_a_message_is_not_made_of_what_a_person_said() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in list_files("posta", ".py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Raise) and node.exc is not None
        for value in ast.walk(node.exc)
        if isinstance(value, ast.FormattedValue) and _names(value.value) & TELLING
    ]
    assert found == []


def test_a_person_s_name_reaches_no_log_and_no_message(caplog: pytest.LogCaptureFixture) -> None:
    """A morning with a canary: registered, refused, treated, searched, received twice and damaged."""
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    house = make_mission(["tenosique_la72"])
    actor = house.actor("tenosique_la72")
    person = {"alias": CANARY, "sex": "m", "age_value": 24, "age_unit": "y", "pop_group": "migrant"}
    consent = {"consent_care": "y", "consent_record": "y"}
    person_id, _ = record_person(actor, {**person, **consent})
    known = find_person(actor.desk.cursor, person_id)
    assert known is not None
    assert known.name == CANARY
    find_people(actor.desk.cursor, CANARY)
    for attempt in (
        lambda: record_person(actor, {**person, **consent, "birth_date": CANARY}),
        lambda: record_person(actor, {**person, "sex": CANARY}),
        lambda: record_encounter(actor, known, {"opd": {"dx_main": CANARY, "complaint": CANARY}}),
        lambda: record_encounter(house.actor("tenosique_la72", "promoter"), known, {"opd": {"complaint": CANARY}}),
    ):
        with pytest.raises(PostaError) as refused:
            attempt()
        told += [str(refused.value), repr(refused.value), refused.value.reason.to_json(), repr(known)[:0]]
    told += [one.to_json() for one in receive(actor.desk, [CANARY.encode() * 40]).reasons]
    told += [record.getMessage() for record in caplog.records]
    assert told
    assert [line for line in told if "Xochi" in line or "Zacar" in line] == []
