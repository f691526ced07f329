"""Print the manual from the specs in tests/spec, or check that it is what they say.

python scripts/write_manual.py            write docs/entries/*.md and docs/reference/visibility.md
python scripts/write_manual.py --check    change nothing; exit 1 and name each page that is stale
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.test")

from posta.catalog.kinds import KINDS  # noqa: E402
from tests.spec.entries import PAGES  # noqa: E402
from tests.spec.manual import GENERATED, render  # noqa: E402
from tests.spec.visibility.page import visibility_page  # noqa: E402

DOCS = HERE / "docs"


def main(words: Sequence[str] | None = None) -> int:
    """Write the pages, or check them; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write or check the pages that follow from the specs.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a page is stale")
    if parser.parse_args(words).check:
        stale = list_stale()
        for page in stale:
            sys.stderr.write(f"docs/{page}: not what the specs say; run `make docs`\n")
        return 1 if stale else 0
    for name, text in all_pages().items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8")
    return 0


def all_pages() -> dict[str, str]:
    """Return every page of the manual by its path under docs."""
    pages = {f"entries/{KINDS[number].name}.md": render(page) for number, page in PAGES.items()}
    return {**pages, "entries/index.md": index_page(), "reference/visibility.md": visibility_page()}


def index_page() -> str:
    """Return the list of kinds."""
    lines = [GENERATED, "# Kinds of entry, one by one", ""]
    lines += [
        "Whatever happens in care or in running the mission is an act; an act becomes one entry of one kind. Each page"
    ]
    lines += [
        "says what the kind is, shows one written by a real act, with what each of its sealed parts holds, and what the"
    ]
    lines += ["kind must not be used for. The pages are printed from specs that the tests run.", ""]
    for number, page in PAGES.items():
        lines.append(f"- [{page.title}]({KINDS[number].name}.md): {KINDS[number].about}")
    return "\n".join([*lines, ""])


def list_stale() -> list[str]:
    """Pages that differ from what the specs say, are missing, or belong to no kind."""
    pages = all_pages()
    stray = {f"entries/{path.name}" for path in (DOCS / "entries").glob("*.md")} - set(pages)
    return sorted(stray | {name for name, text in pages.items() if _text_of(DOCS / name) != text})


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
