"""Reading a content folder. Its layout:

site.toml                      name, one sentence, address, donate link, contact, day that the content describes
pages/home.es.md               the text of a page in a language (home, care, work, emergencies, help, method, ...)
places/tenosique-la72.es.md    what happened at a place
stories/feet/story.es.md       a story with its pictures beside it
figures.toml                   the published figures
"""

import tomllib
from pathlib import Path
from typing import Any, Final

from posta.publicsite.content.values import Content, Settings
from posta.publicsite.errors import NotPublishable, Problem
from posta.publicsite.languages import LANGUAGES

SAMPLE: Final = Path(__file__).parents[1] / "sample"


def read_content(folder: Path = SAMPLE) -> Content:
    """Return everything in a content folder. Raises NotPublishable with every problem found."""
    settings = _read_settings(folder / "site.toml")
    return Content(settings=settings, texts={}, pictures={}, files={})


def _read_settings(path: Path) -> Settings:
    try:
        read: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = {field: {language: str(read[field][language]) for language in LANGUAGES} for field in ("name", "about")}
        return Settings(
            name=texts["name"],
            about=texts["about"],
            as_of=read["as_of"],
            donate=read.get("donate", ""),
            address=read.get("address", ""),
        )
    except (OSError, ValueError, LookupError, TypeError) as reason:
        raise NotPublishable(
            [Problem(path.name, 0, f"It cannot be read ({type(reason).__name__}).", "Mend it.")]
        ) from None
