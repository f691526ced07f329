"""Reads TOML that people write, and reports each fault with file and line.

    toml = parse_toml(text, "site.toml")
    problems = list_faults(toml, required={"as_of": is_day}, optional={"donate": is_https_or_empty})

A rule takes a value and returns what is wrong with it and what to do, or two empty texts.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.toml.toml_lines import find_lines, line_of

ValueRule = Callable[[object], tuple[str, str]]
NO_PROBLEM: Final = ("", "")
LARGEST_TEXT: Final = 1_000_000
"""Bytes of a text file at most: more was never written by hand."""

_AT: Final = re.compile(r"at line (\d+), column")
_DATE: Final = re.compile(r"[12]\d{3}(-\d\d(-\d\d)?)?", re.A)
_HTTPS: Final = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:/[^\s\"'<>\\]*)?")


@dataclass(frozen=True, slots=True)
class Toml:
    """The values of a file (or of its front matter) and the line of each key, `name.es` as `name.es`."""

    file: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def problem(self, key: str, what: str, todo: str) -> InputProblem:
        """Return a problem at the line of a key, or of the table around it."""
        return InputProblem(self.file, line_of(self.lines, key), what, todo)


def read_text(path: Path, file: str) -> str:
    r"""Return a text file with `\n` at the ends of lines.

    Raises NotPublishable if it is no text or too large.
    """
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise NotPublishable(
                [InputProblem(file, 0, "It is larger than 1 MB.", "A text is shorter; is it the file?")]
            )
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as reason:
        line = reason.object[: reason.start].count(b"\n") + 1
        problem = InputProblem(file, line, "It is not text in UTF-8.", "Save it again with the encoding UTF-8.")
    except OSError as reason:
        problem = InputProblem(
            file, 0, f"It cannot be read ({reason.strerror}).", "See that it exists and may be read."
        )
    raise NotPublishable([problem])


def parse_toml(text: str, file: str, before: int = 0) -> Toml:
    """Return the values of a TOML text; `before` lines of the file precede it. Raises NotPublishable."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        at = _AT.search(str(reason))
        line = int(at[1]) if at else text.count("\n") + 1
        what = re.sub(r" \(at .*\)", "", str(reason))
        raise NotPublishable(
            [InputProblem(file, before + line, f"This is not TOML ({what}).", 'Write `key = "text"`.')]
        ) from None
    return Toml(file, values, {key: before + line for key, line in find_lines(text).items()})


def list_faults(
    toml: Toml,
    required: Mapping[str, ValueRule],
    optional: Mapping[str, ValueRule],
    why: Mapping[str, str] | None = None,
) -> Iterator[InputProblem]:
    """Yield the faults of a file's keys: missing, unknown (`why` may explain one), or against their rule."""
    known = {**required, **optional}
    for key in required.keys() - toml.values.keys():
        yield InputProblem(toml.file, 0, f"`{key}` is missing.", f'Add a line `{key} = "..."`.')
    for key, value in toml.values.items():
        if key not in known:
            advice = (why or {}).get(key) or f"Take it out; known are: {', '.join(sorted(known))}."
            yield toml.problem(key, f"`{key}` is not known here.", advice)
        else:
            what, todo = known[key](value)
            if what:
                yield toml.problem(_where(key, value), f"`{key}` {what}.", todo)


def _where(key: str, value: object) -> str:
    """Return the key whose line to name: that of the wrong language for a text in several."""
    if isinstance(value, Mapping):
        for language, text in value.items():
            if language not in LANGUAGES or not (isinstance(text, str) and text.strip()):
                return f"{key}.{language}"
    return key


def is_text(value: object) -> tuple[str, str]:
    """Require a text that is not empty."""
    return NO_PROBLEM if isinstance(value, str) and value.strip() else ("is empty or no text", "Write a text.")


def is_text_or_empty(value: object) -> tuple[str, str]:
    """Require a text, which may be empty."""
    return NO_PROBLEM if isinstance(value, str) else ("is no text", "Write a text in quotation marks.")


def is_yes_or_no(value: object) -> tuple[str, str]:
    """Require true or false."""
    return NO_PROBLEM if isinstance(value, bool) else ("is neither true nor false", "Write true or false.")


def is_day(value: object) -> tuple[str, str]:
    """Require a day as text, YYYY-MM-DD."""
    return NO_PROBLEM if isinstance(value, str) and _is_real(value, 10) else ("is no day", 'Write it as "2018-12-31".')


def _is_real(value: str, length: int) -> bool:
    """Return whether a date of this length exists in the calendar."""
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    except ValueError:
        return False
    return len(value) == length and bool(_DATE.fullmatch(value))


def is_date(value: object) -> tuple[str, str]:
    """Require a date as precise as it is known."""
    fine = isinstance(value, str) and _is_real(value, len(value))
    return NO_PROBLEM if fine else ("is no date", 'Write "2018", "2018-12" or "2018-12-31".')


def is_https(value: object) -> tuple[str, str]:
    """Require an address that begins with https."""
    fine = isinstance(value, str) and _HTTPS.fullmatch(value)
    return NO_PROBLEM if fine else ("is no https address", 'Write an address that begins with "https://".')


def is_https_or_empty(value: object) -> tuple[str, str]:
    """Require an address that begins with https, or nothing."""
    return NO_PROBLEM if value == "" else is_https(value)


def is_texts(value: object) -> tuple[str, str]:
    """Require one text in each language of the site, and in no other."""
    if not isinstance(value, Mapping):
        return "is not a text in each language", f"Write one line for each of {', '.join(LANGUAGES)}."
    if missing := [language for language in LANGUAGES if language not in value]:
        return f"lacks {', '.join(missing)}", "Add the translation."
    if unknown := sorted(value.keys() - set(LANGUAGES)):
        return f"has a language that the site lacks: {', '.join(unknown)}", "Take it out."
    empty = [language for language in LANGUAGES if is_text(value[language]) != NO_PROBLEM]
    return (f"is empty or no text in {', '.join(empty)}", "Write the translation.") if empty else NO_PROBLEM
