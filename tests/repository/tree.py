"""The files of the repository, for tests that read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = frozenset(
    {".git", ".venv", ".cache", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}
    | {"__pycache__", "build", "dist", "demo-home", "node_modules"}
)
BINARY = frozenset({".woff2", ".zdict", ".mo", ".png", ".jpg", ".gz", ".br", ".db", ".age", ".posta", ".xz"})


@cache
def list_files(folder: str = ".", suffix: str = "") -> tuple[Path, ...]:
    """Every file below a folder that belongs to the project."""
    return tuple(path for path in sorted(_walk(ROOT / folder)) if path.name.endswith(suffix))


@cache
def text_of(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text_of(path))


def name_of(path: Path) -> str:
    """Its name as people write it: from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name in LEFT_OUT or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path
