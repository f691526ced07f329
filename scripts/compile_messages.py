"""Compile the message catalogues, without gettext: a merge of two branches keeps one side's compiled file.

python scripts/compile_messages.py            write every django.mo anew from its django.po
python scripts/compile_messages.py --check    change nothing; exit 1 and name each one that says something else

French is written with plain spaces and compiled with spaces that break no line before a colon or a question mark.
"""

import argparse
import ast
import re
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
NO_BREAK = "\N{NO-BREAK SPACE}"
FRENCH = re.compile(r"(?<=\S) (?=[:;?!»](?:\W|$))|(?<=«) ")
CATALOGUES = tuple(sorted((HERE / "posta" / "locale").glob("*/LC_MESSAGES/django.po")))
MAGIC = 0x950412DE


@dataclass
class Message:
    """One message of a catalogue; `context` tells equal ids apart, `words` are by number of the plural form."""

    id: str | None = None
    context: str = ""
    plural: str = ""
    words: dict[int, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """How gettext looks it up: the id, after the context where there is one."""
        return f"{self.context}\x04{self.id}" if self.context else self.id or ""

    @property
    def is_whole(self) -> bool:
        """Every form is there and nobody marked it as doubtful."""
        wanted = {0, 1} if self.plural else {0}
        return wanted <= self.words.keys() and all(self.words.values()) and "fuzzy" not in self.flags


def main(words: Sequence[str] | None = None) -> int:
    """Compile or check; returns the exit code."""
    parser = argparse.ArgumentParser(description="Compile the message catalogues, or check them.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if one is stale")
    check = parser.parse_args(words).check
    stale = [path for path in CATALOGUES if path.with_suffix(".mo").read_bytes() != compile_catalogue(path)]
    for path in stale:
        if check:
            sys.stderr.write(f"{path.relative_to(HERE)}: not compiled; run `make fix`\n")
        else:
            path.with_suffix(".mo").write_bytes(compile_catalogue(path))
    return 1 if check and stale else 0


def read_catalogue(path: Path) -> dict[str, Message]:
    """Return the messages of a `.po` file by their key; the head has the empty one; obsolete ones are left out."""
    found: dict[str, Message] = {}
    message, where = Message(), ("", 0)
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if message.words and line.startswith(("#", "msgid ", "msgctxt ")):  # a merge glued two messages together
            found[message.key] = message
            message = Message()
        if line.startswith("#,"):
            message.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif line.startswith("#"):
            continue
        elif line.strip():
            where = _take(message, line, where)
        elif message.id is not None:
            found[message.key] = message
            message = Message()
        else:
            message = Message()
    return found


def compile_catalogue(path: Path) -> bytes:
    """Return the bytes of the `.mo` file: whole messages in order of their ids, as gettext reads them."""
    typeset = typeset_french if path.parts[-3] == "fr" else str
    pairs = sorted(_pair(one, typeset) for one in read_catalogue(path).values() if one.is_whole)
    head = 28
    at = head + 16 * len(pairs)
    tables, texts = [b"", b""], b""
    for which in (0, 1):
        for pair in pairs:
            tables[which] += struct.pack("<II", len(pair[which]), at + len(texts))
            texts += pair[which] + b"\0"
    start = struct.pack("<IIIIIII", MAGIC, 0, len(pairs), head, head + 8 * len(pairs), 0, at)
    return start + tables[0] + tables[1] + texts


def typeset_french(words: str) -> str:
    """Return French words that break no line before their punctuation, nor after an opening quotation mark.

    >>> typeset_french("Signe : %(name)s").encode()
    b'Signe\\xc2\\xa0: %(name)s'
    """
    return FRENCH.sub(NO_BREAK, words)


def _pair(message: Message, typeset: Callable[[str], str]) -> tuple[bytes, bytes]:
    assert message.id is not None
    asked = f"{message.key}\0{message.plural}" if message.plural else message.key
    words = [
        typeset(message.words[n]) if message.id else message.words[n] for n in sorted(message.words)
    ]  # not the head
    return asked.encode(), "\0".join(words).encode()


def _take(message: Message, line: str, where: tuple[str, int]) -> tuple[str, int]:
    """Add a line to the message; returns where a line that continues it goes."""
    keyword, _, rest = line.partition(" ")
    if line.startswith('"'):
        rest = line
    elif keyword in {"msgctxt", "msgid", "msgid_plural"}:
        where = (keyword, 0)
    else:
        where = ("msgstr", int(keyword[7:-1]) if "[" in keyword else 0)
    text = str(ast.literal_eval(rest))
    if where[0] == "msgctxt":
        message.context += text
    elif where[0] == "msgid":
        message.id = (message.id or "") + text
    elif where[0] == "msgid_plural":
        message.plural += text
    else:
        message.words[where[1]] = message.words.get(where[1], "") + text
    return where


if __name__ == "__main__":
    sys.exit(main())
