"""Nothing is left lying about: no notes to oneself, no path of somebody's machine, no address of a package registry."""

import ast
import re

from tests.repository.tree import BINARY, ROOT, list_files, name_of, text_of, tree_of

NOTES = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK"]) + r")\b")
MACHINE = re.compile(r"(?<![\w.~-])/(wo" + r"rk/(main|shared)|ro" + r"ot|Us" + r"ers|ho" + r"me/\w+)/\w")
REGISTRY = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "--index" + "-url", "--extra" + "-index"])
)
FORGOTTEN = frozenset({"print", "breakpoint", "input", "exec", "eval"})


def _lines(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}:{number}"
        for path in list_files()
        if path.suffix not in BINARY and path.name not in {"axe.min.js", "htmx.min.js"}
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_notes_to_oneself() -> None:
    assert _lines(NOTES) == []


def test_no_path_of_a_machine() -> None:
    assert _lines(MACHINE) == []


def test_no_address_of_a_registry() -> None:
    assert _lines(REGISTRY) == []


def test_no_print_and_no_breakpoint_in_the_program() -> None:
    found = [
        f"{name_of(path)}:{node.lineno} {node.func.id}"
        for path in list_files("posta", ".py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORGOTTEN
    ]
    assert found == []


def test_no_debris_at_the_root() -> None:
    assert [p.name for p in ROOT.iterdir() if p.suffix in {".orig", ".rej", ".bak", ".log", ".db", ".posta"}] == []


def test_a_broad_except_stands_only_where_a_door_is() -> None:
    """At a door anything may come in; elsewhere a broad except hides a broken rule."""
    doors = {
        "posta/scribe/incoming/receive.py", "posta/scribe/apply.py", "posta/sync/background_loop.py", "posta/node/process/worker.py", "posta/demo/node_process.py",
        "posta/web/middleware.py", "posta/web/errors.py",
        "posta/chart/history/entry_content.py",  # opens for the first time what persons hold, and anybody may have put there
        "posta/node/safe_display.py",  # between what was written and a page: one row says that it cannot be shown
        "posta/sync/attempts.py",  # the round of the loop: what one road brings keeps no other from being taken
        "posta/node/upkeep/backup_file.py",  # carries the trouble of one thread to the other, which raises it
        "posta/node/wsgi/auth_threads.py",  # a connection that fails costs the door no thread
        "posta/cli/run.py", "posta/__main__.py",  # the command line: a fault is one line, and quotes nothing
    }  # fmt: skip
    found = {
        name_of(path)
        for path in list_files("posta", ".py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Name) and node.type.id == "Exception"
    }
    assert found - doors == set()
