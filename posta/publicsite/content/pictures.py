"""Reads the folder `pictures`: each picture with its description beside it, `feet.jpg` with `feet.toml`.

credit = "Ana López"
date = "2018-11"
people = false            # can anybody be recognised? then `consent` says how and when it was given
[alternative]
es = "Unas botas gastadas junto a una puerta"   # en, fr ...
[caption]
es = "..."
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from posta.publicsite.content.image_files import BadPicture, Size, make_sizes
from posta.publicsite.content.site_content import Picture, Rendition
from posta.publicsite.errors import InputProblem, NotPublishable
from posta.publicsite.toml.toml_file import (
    Toml,
    is_date,
    is_text,
    is_texts,
    is_yes_or_no,
    list_faults,
    parse_toml,
    read_text,
)

ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp")
Tell = Callable[[int, int], None]
"""Takes how many pictures are made, and of how many."""

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REQUIRED: Final = {
    "alternative": is_texts, "caption": is_texts, "credit": is_text, "date": is_date, "people": is_yes_or_no,
}  # fmt: skip
_OPTIONAL: Final = {"consent": is_text}


def ignore_progress(done: int, total: int) -> None:
    """Ignore a report of progress: the default where the caller wants none."""


def read_pictures(folder: Path, tell: Tell) -> tuple[dict[str, Picture], dict[str, bytes], list[InputProblem]]:
    """Return the pictures of a content folder by name, their made files by path, and the faults of others."""
    found = sorted(path for path in (folder / "pictures").glob("*") if path.is_file() and not path.name.startswith("."))
    images = {path.stem: path for path in found if path.suffix.lower() in ENDINGS}
    notes = {path.stem: path for path in found if path.suffix == ".toml"}
    problems = [*_judge_names(found, images, notes)]
    pictures, files = dict[str, Picture](), dict[str, bytes]()
    both = sorted(images.keys() & notes.keys())
    for number, name in enumerate(both, start=1):
        try:
            pictures[name], made = _read_picture(images[name], notes[name])
            files.update(made)
        except NotPublishable as error:
            problems.extend(error.problems)
        tell(number, len(both))
    return pictures, files, problems


def _judge_names(found: list[Path], images: Mapping[str, Path], notes: Mapping[str, Path]) -> list[InputProblem]:
    problems = []
    for path in found:
        file = f"pictures/{path.name}"
        if path not in images.values() and path not in notes.values():
            twice = path.suffix.lower() in ENDINGS
            what = "Another picture has the same name." if twice else "This is not a picture in JPEG, PNG or WebP."
            problems.append(
                InputProblem(file, 0, what, "Rename it." if twice else "Export it as JPEG, or move it away.")
            )
        elif not _NAME.fullmatch(path.stem):
            todo = "Rename it with small letters a to z, digits and hyphens: `feet-2.jpg`."
            problems.append(InputProblem(file, 0, "Its name cannot stand in an address everywhere.", todo))
        elif path.stem not in notes:
            todo = f"Write pictures/{path.stem}.toml with its alternative text, caption, credit and date."
            problems.append(InputProblem(file, 0, "Nothing says what the picture shows.", todo))
        elif path.stem not in images:
            problems.append(
                InputProblem(file, 0, "The picture that it describes is not there.", "Add it beside this file.")
            )
    return problems


def _read_picture(image: Path, note: Path) -> tuple[Picture, dict[str, bytes]]:
    toml = parse_toml(read_text(note, f"pictures/{note.name}"), f"pictures/{note.name}")
    problems = [*list_faults(toml, _REQUIRED, _OPTIONAL), *_judge_consent(toml)]
    sizes: tuple[tuple[str, Size], ...] = ()
    try:
        sizes = make_sizes(image.stem, image.read_bytes())
    except BadPicture as error:
        problems.append(InputProblem(f"pictures/{image.name}", 0, str(error), error.todo))
    except OSError as error:
        todo = "See that it may be read."
        problems.append(InputProblem(f"pictures/{image.name}", 0, f"It cannot be read ({error.strerror}).", todo))
    if problems:
        raise NotPublishable(problems)
    picture = Picture(
        name=image.stem,
        alternative=toml.values["alternative"],
        caption=toml.values["caption"],
        credit=toml.values["credit"],
        date=toml.values["date"],
        renditions=tuple(
            Rendition(path=path, media_type=size.media_type, width=size.width, height=size.height)
            for path, size in sizes
        ),
    )
    return picture, {path: size.content for path, size in sizes}


def _judge_consent(toml: Toml) -> list[InputProblem]:
    if toml.values.get("people") is True and not toml.values.get("consent"):
        todo = 'Add `consent = "how and when it was given"`, or leave the picture out.'
        return [toml.problem("people", "Somebody can be recognised, and no consent is noted.", todo)]
    return []
