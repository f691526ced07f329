"""Reads `care/ht.toml`: the words of the page for people who need care, one file for each of its five languages.

The mission decides what this page promises (free, no papers, what is kept secret, what the law may demand). A content
folder without `care/` has the words of Posta; one with it has all five files, each with every line of Posta's own: a
line missing in one language would be a promise, or a danger, that its readers never see.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.language.site_languages import CARE_LANGUAGES
from posta.publicsite.toml.toml_file import Toml, parse_toml, read_text

FOLDER: Final = "care"
OWN: Final = Path(__file__).parents[1] / "sample" / FOLDER
OPEN: Final = ("kind", "service")
"""Tables to which a mission may add words for the codes of its own lists."""

Words = Mapping[str, Any]
_BLANK: Final = re.compile(r"\{(\w*)\}")


def read_care(folder: Path) -> Mapping[str, Words]:
    """Return the words of the page by language. Raises NotPublishable with every fault of every file."""
    if not (folder / FOLDER).is_dir():
        return _own()
    problems: list[InputProblem] = []
    words: dict[str, Words] = {}
    for language in CARE_LANGUAGES:
        file = f"{FOLDER}/{language}.toml"
        try:
            toml = parse_toml(read_text(folder / file, file), file)
        except NotPublishable as error:
            problems += error.problems
            continue
        problems += _list_faults(toml)
        words[language] = toml.values
    if problems:
        raise NotPublishable(problems)
    return words


def format_care_day(day: str, words: Words) -> str:
    """Return a day (YYYY-MM-DD) as the language writes it; Django has no dates in Haitian Creole."""
    year, month, number = day.split("-")
    return str(words["date"]).format(day=int(number), month=words["months"][int(month) - 1], year=year)


@cache
def _own() -> Mapping[str, Words]:
    files = {language: OWN / f"{language}.toml" for language in CARE_LANGUAGES}
    return {language: parse_toml(read_text(path, path.name), path.name).values for language, path in files.items()}


def _list_faults(toml: Toml) -> Iterator[InputProblem]:
    """Yield the missing, unknown and empty texts of a file, compared with Posta's own in Spanish."""
    model, texts = dict(_flat(_own()["es"])), dict(_flat(toml.values))
    for key in model.keys() - texts.keys():
        yield toml.problem(key, f"`{key}` is missing.", f"Add it; in Spanish it can say: {model[key]}")
    for key, text in texts.items():
        table = key.partition(".")[0]
        if key not in model and table not in OPEN:
            yield toml.problem(key, f"`{key}` is not known here.", "Take it out.")
        elif not isinstance(text, str) or not text.strip():
            yield toml.problem(key, f"`{key}` is empty or no text.", "Write it in this language.")
        elif key in model and set(_BLANK.findall(text)) != set(_BLANK.findall(str(model[key]))):
            blanks = ", ".join(f"{{{name}}}" for name in _BLANK.findall(str(model[key]))) or "none"
            yield toml.problem(key, f"`{key}` has other blanks than it must.", f"They are filled in: {blanks}.")


def _flat(words: object, above: str = "") -> Iterator[tuple[str, object]]:
    """Yield each text with its key: `danger.lines.0`."""
    rows: Iterator[tuple[object, object]]
    if isinstance(words, Mapping):
        rows = iter(words.items())
    elif isinstance(words, list):
        rows = iter(enumerate(words))
    else:
        yield above, words
        return
    for key, value in rows:
        yield from _flat(value, f"{above}.{key}" if above else str(key))
