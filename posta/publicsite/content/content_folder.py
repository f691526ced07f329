"""Reads a content folder. Its layout (a language is es, en or fr):

site.toml                        name, one sentence, address, donate link, contact, day that the content describes
pages/home.es.md                 the text of a page in a language: home, where, work, emergencies, stories, help,
method
places/tenosique-la72.es.md      what happened at a public place
emergencies/tijuana-2018.es.md   an emergency; its date stands in the Spanish file
stories/feet.es.md               a story; date, author, place, consent and pictures stand in the Spanish file
pictures/feet.jpg, feet.toml     a picture, and what it shows, who made it, when, and who agreed
care/ht.toml                     the words of the page for who needs care, in es, en, fr, ht and pt
hours.toml                       days and hours of places, where the mission states them
figures.toml                     the published figures
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from posta.publicsite.content.care_texts import read_care
from posta.publicsite.content.hours import read_hours
from posta.publicsite.content.pictures import Tell, ignore_progress, read_pictures
from posta.publicsite.content.site_content import Picture, PublicEmergency, SiteContent, SiteSettings, Story
from posta.publicsite.content.site_settings import FILE, read_settings
from posta.publicsite.content.text_folders import (
    EMERGENCIES,
    PAGES,
    PLACES,
    STORIES,
    make_emergency,
    make_story,
)
from posta.publicsite.content.texts import MultilingualText, read_text_folder
from posta.publicsite.errors import InputProblem, NotPublishable

SAMPLE: Final = Path(__file__).parents[1] / "sample"
Dated = TypeVar("Dated", PublicEmergency, Story)


def read_content(folder: Path = SAMPLE, tell: Tell = ignore_progress) -> SiteContent:
    """Return everything in a content folder. Raises NotPublishable with all faults.

    `tell` is called for each picture made.
    """
    problems: list[InputProblem] = []
    settings = _read_settings(folder, problems)
    hours = _collected(read_hours, folder, problems)
    care = _collected(read_care, folder, problems)
    pictures, files, wrong = read_pictures(folder, tell)
    problems += wrong
    shelves: dict[str, dict[str, MultilingualText]] = {}
    for shelf in (PAGES, PLACES, EMERGENCIES, STORIES):
        shelves[shelf.folder], wrong = read_text_folder(folder, shelf)
        problems += wrong
    stories = _make_stories(shelves["stories"], pictures, problems)
    if settings and settings.picture and settings.picture not in pictures:
        todo = f"Add pictures/{settings.picture}.jpg, or name another."
        problems.append(InputProblem(FILE, 0, f"There is no picture `{settings.picture}`.", todo))
    if problems or not settings:
        raise NotPublishable(problems)
    return SiteContent(
        settings=settings,
        texts={name: written.texts for name, written in shelves["pages"].items()},
        places={name: written.texts for name, written in shelves["places"].items()},
        hours=hours,
        emergencies=_newest_first([make_emergency(written) for written in shelves["emergencies"].values()]),
        stories=_newest_first(stories),
        pictures=pictures,
        files=files,
        care=care,
    )


def _read_settings(folder: Path, problems: list[InputProblem]) -> SiteSettings | None:
    try:
        return read_settings(folder)
    except NotPublishable as error:
        problems += error.problems
        return None


def _collected(
    read: Callable[[Path], Mapping[str, Any]], folder: Path, problems: list[InputProblem]
) -> Mapping[str, Any]:
    """Return what is read, or None after adding its faults to the others."""
    try:
        return read(folder)
    except NotPublishable as error:
        problems += error.problems
        return {}


def _make_stories(
    written: dict[str, MultilingualText], pictures: dict[str, Picture], problems: list[InputProblem]
) -> list[Story]:
    stories = []
    for one in written.values():
        story, wrong = make_story(one, pictures)
        problems += wrong
        if story:
            stories.append(story)
    return stories


def _newest_first(items: list[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(sorted(items, key=lambda one: one.slug), key=lambda one: one.date, reverse=True))
