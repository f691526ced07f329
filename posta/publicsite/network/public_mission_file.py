"""Reads the public part of a mission from its file, or from the data of a computer of the mission."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.network.disclosure_gate import disclose
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.network.validate import list_problems

SAMPLE: Final = Path(__file__).parents[2] / "mission" / "sample" / "mexico_network.json"
_NOT_ONE: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def read_mission_file(path: Path = SAMPLE) -> PublicNetwork:
    """Return what of the mission in a file may be public. Raises NotPublishable with every fault and its line."""
    try:
        text = path.read_text(encoding="utf-8")
        return read_mission(json.loads(text), path.name, text)
    except json.JSONDecodeError as reason:
        problem = InputProblem(path.name, reason.lineno, "This file is not whole JSON here.", "Correct the line.")
    except (OSError, UnicodeDecodeError) as reason:
        problem = InputProblem(path.name, 0, f"It cannot be read ({type(reason).__name__}).", "Name a mission file.")
    raise NotPublishable([problem]) from None


def read_mission(mission: Mapping[str, Any], file: str, text: str = "") -> PublicNetwork:
    """Return what of a mission may be public; `text` is its file, to name lines. Raises NotPublishable."""
    try:
        problems = list_problems(mission, file, lambda word: _line_of(text, word))
        if not problems:
            return disclose(mission)
    except _NOT_ONE as reason:
        what = f"This does not describe a mission ({type(reason).__name__})."
        problems = [InputProblem(file, 0, what, "See docs/how-to/en/publish-the-page.md.")]
    raise NotPublishable(problems) from None


def _line_of(text: str, word: str) -> int:
    """Return the line of the first JSON string with this word, 0 if there is none."""
    before, found, _ = text.partition(json.dumps(word, ensure_ascii=False))
    return before.count("\n") + 1 if found else 0
