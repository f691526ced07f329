"""What a content folder holds, once it was read and judged. Every text here is fit to be published."""

from collections.abc import Mapping
from dataclasses import dataclass

from posta.publicsite.languages import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`site.toml`: the name and one sentence about the mission, its address on the web, how to reach it and to give.

    `address` is where the site will stand (`https://example.org/mexico/`), `donate` an https address; both may be empty.
    `as_of` is the day (YYYY-MM-DD) that the content describes.
    """

    name: Texts
    about: Texts
    as_of: str
    address: str = ""
    donate: str = ""
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One written text in one language: its title, one sentence about it, and clean HTML made from its Markdown."""

    title: str
    summary: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One size of a picture in one format: its path below the root of the site, type and size in pixels."""

    path: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with what a reader must know of it. `renditions` go from small to large, the modern format first."""

    name: str
    alternative: Texts
    credit: str
    date: str
    renditions: tuple[Rendition, ...]
    caption: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video elsewhere: its https address and the still that stands for it."""

    address: str
    still: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story: its texts by language, date (YYYY-MM-DD), place no finer than a municipality, and how consent was given."""

    slug: str
    date: str
    texts: Mapping[str, Text]
    consent: str
    author: str
    place: str = ""
    pictures: tuple[Picture, ...] = ()
    video: Video | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A whole content folder. `texts["home"]["es"]` is a page's text; `files` holds the made pictures by path."""

    settings: Settings
    texts: Mapping[str, Mapping[str, Text]]
    stories: tuple[Story, ...] = ()
    pictures: Mapping[str, Picture]
    files: Mapping[str, bytes]
