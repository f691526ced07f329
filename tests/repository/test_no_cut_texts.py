"""No text that somebody typed is cut without a word: not by a slice in a screen, not by a browser that stops at a length."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repository.tree import list_files, name_of, text_of

LONG = 30  # letters: what is cut shorter is a code, an initial, a handful of rows
# What is cut there is no text of a record: words of a search, a pasted code that is invalid when it is longer, bytes of
# keys, the name of a form that does not exist.
CUT_ON_PURPOSE = {
    "posta/web/session/recent_searches.py", "posta/administration/card_views.py", "posta/administration/device_views.py",
    "posta/acts/mission/join_requests.py", "posta/catalog/errors.py",
}  # fmt: skip
LENGTHS_ON_PURPOSE = {"locked.html", "reauthenticate.html", "scan.html"}  # five words, a code


def cuts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.upper:
            upper = node.slice.upper
            long = isinstance(upper, ast.Constant) and isinstance(upper.value, int) and upper.value >= LONG
            named = isinstance(upper, ast.Name) and upper.id.startswith("LONGEST")
            if long or named:
                yield f"{name_of(path)}:{node.lineno}"


def test_no_screen_and_no_act_cuts_a_text() -> None:
    """A reason of three chips and 197 letters was saved as "...NO DAR AMOXICILI", and nobody was told."""
    files = [
        path
        for room in ("care", "operations_web", "web", "formkit", "administration", "acts", "catalog")
        for path in list_files(f"posta/{room}", ".py")
    ]
    found = [cut for path in files if name_of(path) not in CUT_ON_PURPOSE for cut in cuts(path)]
    assert len(files) > 80
    assert found == []


def test_no_box_of_a_record_stops_a_paste_in_the_middle() -> None:
    """A browser cuts what is pasted into a box with `maxlength` and says nothing; too long is said, here and by the node."""
    pages = [path for path in list_files("posta", ".html") if re.search(r"\bmaxlength=", text_of(path))]
    assert {path.name for path in pages} <= LENGTHS_ON_PURPOSE
