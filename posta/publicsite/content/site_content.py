"""The values of a content folder after reading and judging. Every text here may be published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from posta.publicsite.language.site_languages import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """`site.toml`: the name and one sentence about the mission, its web address, its contact and its donation link.

    `address` is where the site will be (`https://example.org/mexico/`), `donate` an https address; both may be empty.
    `as_of` is the day (YYYY-MM-DD) that the content describes, `picture` the name of the first page's picture, or
    empty.
    `licence` says under which licence texts and pictures may be used again; empty says nothing.
    `public_names` are names of people who appear on the site on purpose; the check against a post's register skips
    them.
    """

    name: Texts
    about: Texts
    as_of: str
    address: str = ""
    donate: str = ""
    email: str = ""
    telephone: str = ""
    picture: str = ""
    licence: str = ""
    public_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link into the site as it was written (`page:where`, `picture:feet`), and its line in the file."""

    target: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """One written text in one language: its title, one sentence about it, and clean HTML made from its Markdown.

    Links into the site stand in `html` as they were written. A template shows it with `{% written text %}`, which
    resolves them for the page that is rendered. `file` and `links` say where, for problems.
    """

    title: str
    summary: str
    html: str
    file: str = ""
    links: tuple[WrittenLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One size of a picture in one format: its path below the root of the site, type and size in pixels."""

    path: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with its description. `renditions` go from small to large, the modern format first.

    A template shows it with `{% picture one %}`; `{% picture one eager=True %}` for the first one on a page.
    """

    name: str
    alternative: Texts
    credit: str
    date: str
    renditions: tuple[Rendition, ...]
    caption: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video elsewhere: its https address and the still that represents it."""

    address: str
    still: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story: its texts by language, date (YYYY-MM-DD), place no finer than a municipality, and how consent was given.

    `place` is the id of a public place, or empty; `lines` says where each key stands, for problems.
    """

    slug: str
    date: str
    texts: Mapping[str, WrittenText]
    consent: str
    author: str
    place: str = ""
    pictures: tuple[Picture, ...] = ()
    video: Video | None = None
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEmergency:
    """An emergency in the mission's words: since when (as precise as known), and its event and place.

    `event` is the id of an event of the network, `place` that of a public place; both may be empty.
    `lines` says where each key stands, for problems.
    """

    slug: str
    date: str
    texts: Mapping[str, WrittenText]
    event: str = ""
    place: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContent:
    """A whole content folder.

    `texts["home"]["es"]` is a page's text, `places["tenosique-la72"]["es"]` a place's, `files` the made pictures by path.
    `hours` are the days and hours of a place in every language of the page for who needs care, `care` are that page's words
    by language. Stories and emergencies stand newest first.
    """

    settings: SiteSettings
    texts: Mapping[str, Mapping[str, WrittenText]]
    places: Mapping[str, Mapping[str, WrittenText]] = field(default_factory=dict)
    hours: Mapping[str, Texts] = field(default_factory=dict)
    emergencies: tuple[PublicEmergency, ...] = ()
    stories: tuple[Story, ...] = ()
    pictures: Mapping[str, Picture]
    files: Mapping[str, bytes]
    care: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def list_texts(self) -> Iterator[tuple[str, WrittenText]]:
        """Yield every text with its language."""
        tables = [*self.texts.values(), *self.places.values()]
        tables += [one.texts for one in self.emergencies] + [story.texts for story in self.stories]
        for table in tables:
            yield from table.items()
