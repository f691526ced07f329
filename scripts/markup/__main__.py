"""Lay out templates and style sheets: `python -m scripts.markup`; with `--check`, name the files it would change."""

import argparse
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from scripts.markup.edges import Place
from scripts.markup.layout import lay_out
from scripts.markup.parse import Element, Node, parse_template
from scripts.markup.styles import Boxes, boxes_of, format_sheet

HERE = Path(__file__).resolve().parents[2]
WITHIN = {"/templates/formkit/fields/": "field", "/templates/care/search/hit.html": "row"}  # parts of a flexible box
PUBLIC = HERE / "posta" / "publicsite"
SHEETS = {
    PUBLIC: sorted((PUBLIC / "static").glob("*.css")),
    HERE / "posta" / "node": sorted((HERE / "posta" / "node").glob("**/*.css")),
    HERE: sorted((HERE / "posta" / "web" / "static").glob("**/*.css")),
}


def main(words: Sequence[str] | None = None) -> int:
    """Write or check; returns the exit code."""
    parser = argparse.ArgumentParser(description="Lay out templates and style sheets.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file would change")
    parser.add_argument("files", nargs="*", type=Path, help="only these")
    asked = parser.parse_args(words)
    files = [path.resolve() for path in asked.files] or our_files()
    return _check(files) if asked.check else _write(files)


def _check(files: Sequence[Path]) -> int:
    wrong = 0
    for path in files:
        text = path.read_text(encoding="utf-8")
        laid = _format(path, text)
        wrong += laid != text
        if laid not in (text, None):
            sys.stderr.write(f"{path.relative_to(HERE)}: not laid out; run `make fix`\n")
    return 1 if wrong else 0


def _write(files: Sequence[Path]) -> int:
    """Write until nothing moves: how a part ends says where the lines of the page around it may break."""
    moved, wrong = True, False
    while moved and not wrong:
        moved = False
        _included.cache_clear()
        for path in files:
            text = path.read_text(encoding="utf-8")
            laid = _format(path, text)
            wrong = wrong or laid is None
            if laid not in (text, None):
                path.write_text(str(laid), encoding="utf-8")
                moved = True
    return 1 if wrong else 0


def _format(path: Path, text: str) -> str | None:
    try:
        return format_file(path, text)
    except ValueError as problem:
        sys.stderr.write(f"{path.relative_to(HERE)}: {problem}\n")
        return None


def our_files() -> list[Path]:
    """Return every template and style sheet of the program."""
    found = [*(HERE / "posta").glob("**/*.html"), *(HERE / "posta").glob("**/*.css")]
    return sorted(path for path in found if path.suffix == ".css" or "templates" in path.as_posix())


def format_file(path: Path, text: str) -> str:
    """Return the text of a template or a style sheet as it should stand there."""
    if path.suffix == ".css":
        return format_sheet(text)
    folder = next(folder for folder in SHEETS if path.is_relative_to(folder))
    return lay_out(text, _place(path, _boxes(folder)))


def _place(path: Path, boxes: Boxes) -> Place:
    """Where a template is included, as far as it changes what is drawn."""
    place = Place(boxes, _included)
    held = next((name for part, name in WITHIN.items() if part in path.as_posix()), None)
    return place.inside(Element("div", [f'class="{held}"'])) if held else place


@cache
def _boxes(folder: Path) -> Boxes:
    return boxes_of([path.read_text(encoding="utf-8") for path in SHEETS[folder]])


@cache
def _included(name: str) -> Sequence[Node] | None:
    path = next((HERE / "posta").glob(f"*/templates/{name}"), None)
    return parse_template(path.read_text(encoding="utf-8")) if path else None


if __name__ == "__main__":
    sys.exit(main())
