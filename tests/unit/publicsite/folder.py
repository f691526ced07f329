"""A small content folder for tests: whole and fit to be published, until a test changes one file of it."""

import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from posta.publicsite.content.content_folder import read_content
from posta.publicsite.errors import InputProblem, NotPublishable

SITE = """as_of = "2018-12-31"
address = ""
donate = ""

[name]
es = "La misión"
en = "The mission"
fr = "La mission"

[about]
es = "Cuida."
en = "Cares."
fr = "Soigne."
"""
NOTE = """credit = "Drawn for a test"
date = "2018-11"
people = false
[alternative]
es = "Unas botas"
en = "A pair of boots"
fr = "Des bottes"
[caption]
es = "Botas."
en = "Boots."
fr = "Bottes."
"""
STORY = """date = "2018-11-02"
author = "The team"
consent = "Invented example, no person."
place = "tenosique-la72"
pictures = ["boots"]
"""


def matter(title: str, more: str = "", body: str = "Text.") -> str:
    return f'+++\ntitle = "{title}"\nsummary = "One sentence."\n{more}+++\n{body}\n'


def picture(width: int = 640, height: int = 400, kind: str = "JPEG", **options: object) -> bytes:
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has this many pixels: what a bomb looks like before it is decoded."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def write_folder(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the folder with changes: a file's text or bytes by its path, or None for a file that is not there."""
    files: dict[str, str | bytes | None] = {"site.toml": SITE}
    for language in ("es", "en", "fr"):
        files[f"pages/home.{language}.md"] = matter("Home", body="See [stories](page:stories) or [one](story:feet).")
        files[f"places/tenosique-la72.{language}.md"] = matter("La 72")
        files[f"stories/feet.{language}.md"] = matter("Feet", STORY if language == "es" else "")
    files |= {"pictures/boots.jpg": picture(), "pictures/boots.toml": NOTE, **(changes or {})}
    for path, content in files.items():
        if content is not None:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def problems_of(folder: Path, changes: Mapping[str, str | bytes | None]) -> list[InputProblem]:
    """What reading the changed folder says is wrong."""
    try:
        read_content(write_folder(folder, changes))
    except NotPublishable as error:
        return list(error.problems)
    return []


def places_of(folder: Path, changes: Mapping[str, str | bytes | None]) -> list[tuple[str, int]]:
    """The file and line of each fault of the changed folder."""
    return [(problem.file, problem.line) for problem in problems_of(folder, changes)]
