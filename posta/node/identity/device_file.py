"""What a locked device says of itself: the values of `device.toml`, read and written by the fields of one dataclass.

Nothing here lists the fields by hand, so a value that is added later is written, read, backed up and restored. Lines that
this version does not know, of a newer one or of a person, stay in the file. Only the standard library is imported: the
supervisor reads this before anybody's words.

>>> parse_facts(render_facts(PublicFacts("fr", relay="https://relay.example"), b"")).relay
'https://relay.example'
"""

import json
import tomllib
from dataclasses import MISSING, asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from posta.errors import InvalidData
from posta.node.http.locked_page import DEFAULT_LANGUAGE, LANGUAGES

PUBLIC_FILE = "device.toml"
DEFAULT_PORT = 8470
IDLE_MINUTES = (3, 5, 10)

_FORMAT = 1
_ADDED_LATER = {"added": "after the first version, so a file may lack it"}
_HEAD = "# What this device says of itself while locked. Nothing here names a person.\n"


class BadDeviceFile(InvalidData):
    """`device.toml` is TOML with the fields Posta wrote."""

    sentences = {
        "device_line_missing": "device.toml lacks the line `%(line)s = …`. Restore it from a backup, or write it again.",
        "device_line_wrong": "device.toml: `%(line)s` is not %(expected)s.",
        "device_file_not_readable": "device.toml cannot be read: check the disk and who owns the folder.",
        "device_file_broken": "device.toml cannot be read. Restore it from a backup, or write its lines again.",
    }


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What a locked device says of itself; nothing of it names a person or a place."""

    language: str
    port: int = DEFAULT_PORT
    relay: str = ""
    recovery: str = ""
    card: str = field(default="", metadata=_ADDED_LATER)
    """Last day of the membership card, as in 2019-05-24; empty until one is known."""
    idle_minutes: int = field(default=IDLE_MINUTES[1], metadata=_ADDED_LATER)
    names: str = field(default="", metadata=_ADDED_LATER)
    """Names by which browsers ask for this post beside its addresses and the computer's own name, with spaces between."""

    def __post_init__(self) -> None:
        for each in fields(self):
            if type(getattr(self, each.name)) is not each.type:
                raise BadDeviceFile("device_line_wrong", line=each.name, expected=_kind_in_words(each.type))
        _require(self.language in LANGUAGES, "language", "es, en or fr")
        _require(0 <= self.port < 1 << 16, "port", "a number from 0 to 65535")
        _require(self.idle_minutes in IDLE_MINUTES, "idle_minutes", "3, 5 or 10")
        _require(not self.card or _is_day(self.card), "card", "a day such as 2019-05-24")


def parse_facts(raw: bytes) -> PublicFacts:
    """Return the facts in the bytes of a `device.toml`. Raises BadDeviceFile."""
    document = _document(raw)
    needed = [each.name for each in fields(PublicFacts) if not each.metadata]
    missing = [name for name in needed if name not in document]
    if missing:
        raise BadDeviceFile("device_line_missing", line=missing[0])
    return PublicFacts(**{each.name: document[each.name] for each in fields(PublicFacts) if each.name in document})


def read_usable_facts(home: Path) -> PublicFacts:
    """Return what can be used of a home's `device.toml`: the usual value for each line that is missing or wrong.

    A post must show its locked page whatever became of this file; `posta doctor` says what is wrong with it.
    """
    try:
        document = _document((home / PUBLIC_FILE).read_bytes())
    except (OSError, BadDeviceFile):
        document = {}
    found = PublicFacts(DEFAULT_LANGUAGE)
    for each in fields(PublicFacts):
        if each.name in document:
            found = _with_value(found, each.name, document[each.name])
    return found


def render_facts(facts: PublicFacts, before: bytes) -> bytes:
    """Return the bytes of a `device.toml` with these facts; lines of the file before that are not ours stay."""
    try:
        others = _document(before)
    except BadDeviceFile:
        others = {}
    document = {"format": _FORMAT, **others, **_written(facts)}
    return (_HEAD + "".join(_line(name, value) for name, value in document.items())).encode()


def _written(facts: PublicFacts) -> dict[str, Any]:
    """Return the fields that are needed always, later ones only where they say something."""
    usual = {each.name: each.default for each in fields(facts) if each.metadata and each.default is not MISSING}
    return {name: value for name, value in asdict(facts).items() if usual.get(name, MISSING) != value}


def _document(raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(raw.decode())
    except (ValueError, RecursionError) as reason:
        raise BadDeviceFile("device_file_broken") from reason


def _with_value(facts: PublicFacts, name: str, value: Any) -> PublicFacts:
    try:
        return PublicFacts(**{**asdict(facts), name: value})
    except BadDeviceFile:
        return facts


def _line(name: str, value: Any) -> str:
    """Return a line as TOML writes it.

    It is empty for what this writer does not know (a table, a date, a name in quotes).
    """
    known = isinstance(value, str | bool | int | float) and name.isascii() and name.replace("-", "_").isidentifier()
    return f"{name} = {json.dumps(value)}\n" if known else ""


def _require(holds: bool, name: str, what: str) -> None:
    if not holds:
        raise BadDeviceFile("device_line_wrong", line=name, expected=what)


def _kind_in_words(kind: Any) -> str:
    return "a whole number" if kind is int else "a text in quotation marks"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
