"""What a process keeps between two requests stands in one object; no module keeps a key or a person beside it.

Three kinds of state are looked for: a name of a module that its functions change, an object of a module that can
change behind its own methods, and what `functools` remembers of the arguments of a function.
"""

import ast
import dataclasses
import enum
import importlib
import logging
import pathlib
import pkgutil
import re
import struct
import sys
import types
import typing
from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from pathlib import Path

import posta
from posta.node.process_state import ProcessState
from tests.repository.tree import list_files, name_of, tree_of

CHANGES = {
    "add",
    "append",
    "clear",
    "discard",
    "extend",
    "move_to_end",
    "pop",
    "popitem",
    "remove",
    "setdefault",
    "update",
}

# Filled once, from files that are shipped or imported, or a signal between threads: no key, no person.
ALLOWED = {
    "posta/catalog/calculations.py:CALCULATIONS": "the register that a decorator fills while the module is loaded",
    "posta/errors.py:_SENTENCES": "the sentences of all errors, filled while their modules are loaded",
    "posta/node/wsgi/request_limits.py:_incoming": "bodies on their way in; each goes with its request",
    "posta/sync/background_loop.py:_wake": "the signal that starts a round",
    "posta/terms/places.py:_imported": "municipalities from a public file",
}


# Objects that change behind their own methods and stand beside the one: what each is for.
OBJECTS = {
    "posta.administration.one_time_secrets:_guard": "a lock",
    "posta.node.identity.unlock:_one_writer": "a lock",
    "posta.node.upkeep.node_health:_guard": "a lock",
    "posta.sync.background_loop:_busy": "a lock",
    "posta.sync.background_loop:_wake": "the signal that starts a round",
    "posta.node.wsgi.request_limits:_incoming": "bodies on their way in; each goes with its request",
    "posta.seal.dictionaries:_own": "the compressors of each thread, which keep nothing of what they compressed",
    "posta.seal.aead:ffi": "the library of the ciphers",
    "posta.seal.aead:_BYTES": "a type of that library",
    "posta.seal.aead:_NULL": "its empty pointer",
    "posta.web.templatetags.posta:storages": "where the program's own files lie",
    "posta.demo.node_process:get_context": "the way to start a process of the demo",
}
# Where types come from of which an object is kept by the library itself, or cannot change.
HARMLESS = ("django.conf.", "django.db.utils.", "django.utils.connection.", "django.utils.functional.", "django.template.library.",
            "typing.", "types.", "__future__.", "_cython", "ipaddress.", "uuid.", "functools.")  # fmt: skip
# Functions that `functools` remembers with a text or bytes they were given: what that is.
REMEMBERED = {
    "posta.care.display.agenda.own_visits:_contacts_of": "roles",
    "posta.care.display.agenda.own_visits:_forms_of": "roles",
    "posta.care.display.for_whom:_reasons_of": "roles",
    "posta.chart.name_mentions:_is_common": "words of notes and names, one by one, of nobody",
    "posta.chart.name_mentions:_keys": "words of notes and names, one by one, of nobody",
    "posta.chart.name_search.phonetic:consonant_key": "words of names, one by one, of nobody",
    "posta.chart.name_search.phonetic:phonetic_key": "words of names, one by one, of nobody",
    "posta.chart.name_search.search_index:_read_birth": "days of birth, of nobody",
    "posta.clock:_find_zone": "names of time zones",
    "posta.config.background:_verify": "cards of computers, which are public",
    "posta.figures.alert_facts:_list_asked": "scopes of rules and numbers of days",
    "posta.node.http.locked_page:locked_template": "names of pages of the package",
    "posta.operations.signals.report:_number_of": "names of questions",
    "posta.operations.signals.signal_timeliness:due_hours": "names of acts",
    "posta.publicsite.content.image_files:make_sizes": "pictures of the public page",
    "posta.relay.card_check:_verify": "cards of computers, which are public",
    "posta.seal.keys:feed_id_of": "public keys of computers",
    "posta.web.row_addresses:_split_address": "names of addresses",
    "posta.web.templatetags.posta:_draw_icon": "names of icons",
    "posta.web.templatetags.posta:_find_sprite": "the store of the program's own files",
    "posta.seal.passphrase:_read_list": "languages",
    "posta.simulation.clinical_answers:_plausible_complaints": "the sex of invented people",
    "posta.simulation.population:_total": "the shares of invented people",
    "posta.simulation.route:build_route": "posts of an invented route",
    "posta.web.help.guides:_read_guide": "names of pages of the help",
}
# Rooms of declarations, where such an argument only names one.
DECLARING = ("posta.catalog.", "posta.clinical.", "posta.formkit.", "posta.terms.")


def test_no_object_of_a_module_can_change_behind_its_methods() -> None:
    found = {at for at, value in _list_globals() if not _is_fixed(value) and not isinstance(value, ProcessState)}
    assert found - set(OBJECTS) == set(), "put it into ProcessState, or say here why it holds no key and no person"
    assert set(OBJECTS) - found == set()


def test_there_is_one_object() -> None:
    held = {id(value): at for at, value in _list_globals() if isinstance(value, ProcessState)}
    assert len(held) == 1


def test_an_object_that_can_change_is_seen() -> None:
    class Counter:
        seen = 0

    @dataclasses.dataclass
    class Open:
        value: int

    @dataclasses.dataclass(frozen=True)
    class Closed:
        value: int

    import threading

    assert not any(map(_is_fixed, (Counter(), Open(1), threading.Lock(), threading.local(), (1, Open(1)), iter(()))))
    assert all(map(_is_fixed, (Closed(1), "x", (1, b"x"), frozenset([1]), re.compile("x"), Path("x"), len, Counter)))


def test_what_is_remembered_of_a_function_is_nobody_s() -> None:
    found = {at for at, function in _list_remembering() if _takes_words(function)}
    assert found - set(REMEMBERED) == set(), "its arguments stay in memory: leave it out, or say here what they are"
    assert set(REMEMBERED) - found == set()


def _list_modules() -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(posta.__path__, "posta."):
        parts = found.name.split(".")
        if found.name == "posta.config.wsgi" or {"migrations", "settings", "__main__"} & set(parts):
            continue  # the first wants the keys of a device
        yield importlib.import_module(found.name)


def _list_globals() -> Iterator[tuple[str, object]]:
    for module in _list_modules():
        for name, value in vars(module).items():
            if not name.startswith("__") and not _stands_in_posta(value, module.__name__):
                yield f"{module.__name__}:{name}", value


def _stands_in_posta(value: object, module: str) -> bool:
    """Whether it is a class or function of another module, which is looked at there."""
    return isinstance(value, type | types.FunctionType | types.ModuleType) or hasattr(value, "cache_info")


def _is_fixed(value: object) -> bool:
    """Whether a value cannot change, or only in ways that the first kind of search sees."""
    if isinstance(value, tuple | frozenset):
        return all(map(_is_fixed, value))
    kind = type(value)
    if dataclasses.is_dataclass(kind):
        return bool(kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]
    if f"{kind.__module__}.".startswith(HARMLESS):
        return True
    return value is None or isinstance(value, _FIXED)


_FIXED = (
    bool, int, float, str, bytes, dict, list, set, bytearray, range, type, types.FunctionType, types.BuiltinFunctionType,
    types.GenericAlias, types.UnionType, types.ModuleType, typing.NewType, typing.TypeVar, re.Pattern, pathlib.PurePath, enum.Enum,
    logging.Logger, date, timedelta, tzinfo, struct.Struct, type(dataclasses.MISSING), types.MappingProxyType,
)  # fmt: skip


def _list_remembering() -> Iterator[tuple[str, typing.Any]]:
    for module in _list_modules():
        for name, value in vars(module).items():
            if hasattr(value, "cache_info") and value.__module__ == module.__name__:
                yield f"{module.__name__}:{name}", value.__wrapped__


def _takes_words(function: typing.Any) -> bool:
    """Whether an argument is a text or bytes, and no name of a declaration."""
    if function.__module__.startswith(DECLARING):
        return False
    hints = typing.get_type_hints(function, vars(sys.modules[function.__module__]))
    return any(not _is_of_declarations(kind) for name, kind in hints.items() if name != "return")


def _is_of_declarations(kind: typing.Any) -> bool:
    place = getattr(kind, "__module__", "")
    return kind in (int, bool) or place.startswith(("posta.catalog.language", "posta.terms"))


def test_no_module_keeps_state_of_its_own() -> None:
    found = {name for path in list_files("posta", ".py") if "migrations" not in path.parts for name in _changed(path)}
    assert found - set(ALLOWED) == set()


def test_an_exception_that_is_not_needed_any_more_is_taken_out() -> None:
    found = {name for path in list_files("posta", ".py") for name in _changed(path)}
    assert set(ALLOWED) - found == set()


def test_the_rule_sees_every_way_to_change_a_module(tmp_path: Path) -> None:
    ways = ("A[0] = 1", "A[:] = [1]", "A.append(1)", "del A[0]", "A.x = 1", "A += [1]")
    for way in (*ways, "global A; A = 1"):
        statements = "\n    ".join(way.split("; "))
        assert set(_names(ast.parse(f"A = []\ndef f():\n    {statements}\n"))) == {"A"}, way


def _changed(path: Path) -> Iterator[str]:
    yield from (f"{name_of(path)}:{name}" for name in _names(tree_of(path)))


def _names(tree: ast.Module) -> Iterator[str]:
    """The names of a module that its functions change."""
    top = {
        target.id
        for node in tree.body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
        if isinstance(target, ast.Name)
    }
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    changed = {name for function in functions for node in ast.walk(function) for name in _targets(node)}
    yield from sorted(top & changed)


def _targets(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Global):
        yield from node.names
    if isinstance(node, ast.Assign | ast.Delete):
        yield from (_owner(target) for target in node.targets)
    if isinstance(node, ast.AugAssign):
        yield node.target.id if isinstance(node.target, ast.Name) else _owner(node.target)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        yield _owner(node.func)


def _owner(target: ast.expr) -> str:
    value = target.value if isinstance(target, ast.Subscript | ast.Attribute) else None
    return value.id if isinstance(value, ast.Name) else ""


def test_keys_are_made_once_and_not_by_a_screen() -> None:
    """Where keys are made out of bytes: at the door, in the handover, and where an act gives or opens some."""
    makers = {
        name_of(path)
        for path in list_files("posta", ".py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"from_bytes", "generate"}
        and isinstance(node.value, ast.Name)
        and node.value.id.endswith("Keys")
    }
    rooms = {name.split("/")[1] for name in makers}
    assert rooms <= {"acts", "cli", "demo", "mission", "node"}, rooms
    assert not {name for name in makers if name.startswith("posta/node/") and "/identity/" not in name} - {
        "posta/node/process/handover.py",
        "posta/node/upkeep/node_backup.py",
    }
