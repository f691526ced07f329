"""Errors and logs name rules, never people: nothing that a person said is put into a message."""

import ast
import logging
import re
from collections.abc import Iterator
from itertools import zip_longest

import pytest

from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.people_search import find_people
from posta.chart.record.person_registers import find_person
from posta.errors import _SENTENCES, PostaError
from posta.scribe.incoming.receive import receive
from tests.in_memory_mission import make_mission
from tests.repository.tree import list_files, name_of, tree_of

LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "warn", "fatal"})
WRITERS = frozenset({"write_log_line", "_log_line", "print"})  # `print_fault` says type and place, whatever it is given
CANARY = "Zacarías Xochiquetzalli"

# What a line may hold besides a fixed sentence, by the form of the expression: numbers, and the type of an error.
NUMBER = re.compile(r"%[-+ 0#]*\d*(\.\d+)?[dioxXeEfFgG]")
TEXT = re.compile(r"%[-+ 0#]*\d*(\.\d+)?[sra]")
TYPE_OF_ERROR = re.compile(r"type\(\w+\)\.__name__")
COUNT = re.compile(r"len\(\w+\)")
# The rest, one by one, where it stands and what it is.
HARMLESS = {
    "posta/node/process/safe_tracebacks.py: describe_fault(error)": "type and place of a fault; the rule, if it is ours",
    "posta/node/process/safe_tracebacks.py: who": "worker or command",
    "posta/node/process/supervisor.py: reason": "why the post locks: one of the sentences in the same function",
    "posta/node/process/supervisor.py: reception.spoken()": "the addresses at which this computer is reached",
    "posta/node/process/supervisor.py: text": "the line that is written here for the others",
    "posta/node/wsgi/passphrase_gate.py: caller.origin": "whether it came from this computer or the network",
    "posta/node/wsgi/passphrase_gate.py: self._attempts.note_failure(caller)": "how many times in a row",
    "posta/node/wsgi/passphrase_gate.py: text": "the line that is written here for the others",
}
# What the sentence of an error may be filled with (`posta.errors`): numbers, codes, and names of what is declared.
PARAMETERS = {
    "aggregate": "a state table", "block": "a number", "blocks": "a number", "code": "a line of the diagnosis list",
    "count": "a number", "error": "the type of an error", "expected": "a number, or a kind of value",
    "kind": "a kind of entry", "languages": "languages", "limit": "a number, a day or a name of a question",
    "line": "a line of device.toml", "name": "a form, a list or a file of the package", "needed": "a number",
    "node": "a node of the demo", "number": "a number", "places": "names of questions", "sequence": "a number",
    "status": "a status of HTTP", "version": "a number", "what": "a step of the demo", "why": "a fault of the demo",
}  # fmt: skip
MADE_OF = {
    "posta/acts/care/visits/encounter.py: names[-1]": "the name of a form",
    "posta/acts/care/visits/return_day.py: VISIT_FORM": "the name of a form",
    "posta/acts/care/visits/return_day.py: RETURN_DAY": "the name of a question",
    "posta/acts/care/headcounts/stops.py: form": "the name of a form",
    "posta/acts/care/headcounts/stops.py: name": "the name of a question",
    "posta/acts/operations/referral_checks.py: form.name": "the name of a form",
    "posta/acts/operations/referral_checks.py: DESTINATION": "the name of a question",
}
# Files whose errors speak to the one who writes a declaration or a command, and quote it: no record is near.
OF_DECLARATIONS = (
    "posta/catalog/answering/compiled_form.py", "posta/catalog/language/", "posta/catalog/tooling/",
    "posta/clinical/data_files.py", "posta/figures/facts/read.py", "posta/operations/state_table.py",
    "posta/publicsite/published/", "posta/publicsite/toml/", "posta/terms/", "posta/errors.py",
)  # fmt: skip


def _list_lines(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls that write a line of a log: of a logger, of a warning, or of one of our writers."""
    logs = any(
        "logging" in {alias.name for alias in node.names} or getattr(node, "module", "") in ("logging", "warnings")
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        name = called.rpartition(".")[2]
        if (
            (logs and name in LEVELS and not called.startswith("messages."))
            or called in WRITERS
            or called in ("warnings.warn", "sys.stderr.write", "sys.stdout.write")
        ):
            yield node


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in list_files("posta", ".py"):
        if name_of(path).startswith(("posta/cli/", "posta/demo/")):
            continue  # what a command says goes to the one who gave it; see tests/unit/cli
        yield from ((name_of(path), node) for node in _list_lines(tree_of(path)))


def _held(call: ast.Call) -> Iterator[str]:
    """Yield what a line is made of besides fixed words and numbers: the source of each value."""
    if any(keyword.arg in ("exc_info", "stack_info", "extra") for keyword in call.keywords):
        yield "exc_info"
    first, *rest = call.args or [ast.Constant("")]
    if isinstance(first, ast.JoinedStr):
        for value in first.values:
            if isinstance(value, ast.FormattedValue) and not _is_number(value):
                yield ast.unparse(value.value)
    elif not isinstance(first, ast.Constant):
        yield ast.unparse(first)
    elif rest:
        marks = re.findall(r"%[^%]*?[a-zA-Z]", str(first.value))
        for mark, value in zip_longest(marks, rest):
            if value is None or mark is None or not NUMBER.fullmatch(mark):
                yield ast.unparse(value) if value else "too few values"


def _is_number(value: ast.FormattedValue) -> bool:
    """Whether it is written as a number: anything else would be an error there."""
    wanted = ast.unparse(value.format_spec) if value.format_spec else ""
    return bool(re.search(r"[dfeg]['\"]$", wanted))


def _is_harmless(place: str, value: str) -> bool:
    plain = TYPE_OF_ERROR.fullmatch(value) or COUNT.fullmatch(value)
    return bool(plain) or f"{place}: {value}" in HARMLESS


def test_a_log_line_is_a_fixed_sentence_with_numbers_and_types() -> None:
    """A line may hold what is known to be harmless; a name that nobody thought of does not pass."""
    calls = list(_calls())
    assert len(calls) > 10, "the search finds nothing any more"
    assert [f"{at}: {one}" for at, call in calls for one in _held(call) if not _is_harmless(at, one)] == []


def test_what_is_called_harmless_is_still_written() -> None:
    assert set(HARMLESS) <= {f"{at}: {one}" for at, call in _calls() for one in _held(call)}


@pytest.mark.parametrize(
    "line",
    [
        "_log.info('came: %s', person)", "_log.info('came: %s', name)", "_log.info('came: %s', phone)",
        "_log.info(f'came: {row.alias}')", "_log.warning(answers)", "_log.error('x: %s', error)", "_log.info('x ' + name)",
        "_log.exception('x')", "_log.error('x', exc_info=True)", "logging.info('%(a)s', values)", "self.log.info('%r', key)",
        "logging.getLogger('x').info('%s', who)", "warnings.warn(f'odd: {name}')", "print(person)", "_log_line(f'{name}')",
        "sys.stderr.write(text)", "_log.info('%d %s', 3, name)", "_log.info('%s', str(error))", "_log.info('%s', len(x), y)",
    ],
)  # fmt: skip
def test_a_line_that_could_hold_a_name_is_found(line: str) -> None:
    (call,) = _list_lines(ast.parse(f"import logging\n{line}"))
    held = list(_held(call))
    assert line.startswith("_log.exception") or [one for one in held if not _is_harmless("posta/x.py", one)]


def test_a_line_with_numbers_and_types_passes() -> None:
    for line in ("_log.info('%d of %d in %.1f s', a, b, c)", "_log.info('%s', type(error).__name__)", "_log.info('x')",
                 "_log_line(f'{seconds:.1f} s')", "_log.info('%s', len(rows))"):  # fmt: skip
        (call,) = _list_lines(ast.parse(f"import logging\n{line}"))
        assert [one for one in _held(call) if not _is_harmless("posta/x.py", one)] == []


def test_a_log_line_never_holds_an_error_s_own_text() -> None:
    """The text of a stranger's error may quote what was written; its type does not."""
    assert [at for at, call in _calls() if ast.unparse(call.func).endswith(".exception")] == []


def test_the_sentence_of_an_error_is_filled_with_what_is_known_to_be_harmless() -> None:
    asked = {name for sentence in _SENTENCES.values() for name in re.findall(r"%\((\w+)\)", sentence)}
    assert asked <= set(PARAMETERS), "say here what it is; a name, an answer or an id never fills a sentence"


def test_a_message_is_made_of_nothing_but_declarations() -> None:
    """The rest are codes with parameters: a message that is put together could quote anything."""
    found = [
        f"{name_of(path)}: {ast.unparse(value.value)}"
        for path in list_files("posta", ".py")
        if not name_of(path).startswith(OF_DECLARATIONS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Raise) and node.exc is not None
        for value in ast.walk(node.exc)
        if isinstance(value, ast.FormattedValue)
    ]
    assert set(found) == set(MADE_OF)


def test_a_person_s_name_reaches_no_log_and_no_message(caplog: pytest.LogCaptureFixture) -> None:
    """A morning with a canary: registered, refused, treated, searched, received twice and damaged."""
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    house = make_mission(["tenosique_la72"])
    actor = house.actor("tenosique_la72")
    person = {"alias": CANARY, "sex": "m", "age_value": 24, "age_unit": "y", "pop_group": "migrant"}
    consent = {"consent_care": "y", "consent_record": "y"}
    person_id, _ = record_person(actor, {**person, **consent})
    known = find_person(actor.node.cursor, person_id)
    assert known is not None
    assert known.name == CANARY
    find_people(actor.node.cursor, CANARY)
    for attempt in (
        lambda: record_person(actor, {**person, **consent, "birth_date": CANARY}),
        lambda: record_person(actor, {**person, "sex": CANARY}),
        lambda: record_encounter(actor, known, {"opd": {"dx_main": CANARY, "complaint": CANARY}}),
        lambda: record_encounter(house.actor("tenosique_la72", "promoter"), known, {"opd": {"complaint": CANARY}}),
    ):
        with pytest.raises(PostaError) as refused:
            attempt()
        told += [str(refused.value), repr(refused.value), refused.value.reason.to_json(), repr(known)[:0]]
    told += [one.to_json() for one in receive(actor.node, [CANARY.encode() * 40]).reasons]
    told += [record.getMessage() for record in caplog.records]
    assert told
    assert [line for line in told if "Xochi" in line or "Zacar" in line] == []
