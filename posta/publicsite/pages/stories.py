"""The stories: a list, newest first, and a page for each."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from posta.publicsite.addresses import Address, languages_of
from posta.publicsite.content.site_content import Picture, Story
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source


def present_stories(source: Source, language: str) -> Iterator[SitePage]:
    """Yield the list of stories and each story in one language."""
    text = source.content.texts.get("stories", {}).get(language)
    stories = [_present_story(story, source, language) for story in source.content.stories]
    yield SitePage(
        address=Address(language, "stories"),
        template="stories.html",
        title=text.title if text else gettext("Stories and pictures"),
        description=text.summary if text else source.content.settings.about[language],
        shown={"text": text, "stories": stories},
        others=languages_of("stories"),
    )
    for story, shown in zip(source.content.stories, stories, strict=True):
        written = story.texts[language]
        yield SitePage(
            address=Address(language, "stories", story.slug),
            template="story.html",
            title=written.title,
            description=written.summary,
            shown={"story": shown},
            others=languages_of("stories"),
        )


def _present_story(story: Story, source: Source, language: str) -> Mapping[str, Any]:
    """Return a story as finished values; `more` are the pictures that its text does not show itself."""
    written = story.texts[language]
    apart = list_story_links(story, language)
    return {
        "slug": story.slug,
        "title": written.title,
        "summary": written.summary,
        "date": story.date,
        "author": story.author,
        "place": _name_place(story.place, source, language),
        "text": written,
        "first": apart[0] if apart else None,
        "more": apart[1:],
        "still": story.pictures[0] if story.pictures else story.video.still if story.video else None,
        "video": story.video,
        "host": story.video.address.split("/")[2] if story.video else "",
    }


def list_story_links(story: Story, language: str) -> list[Picture]:
    """Return the pictures of a story that its text does not show itself."""
    inside = {link.target for link in story.texts[language].links}
    return [picture for picture in story.pictures if f"picture:{picture.name}" not in inside]


def _name_place(identifier: str, source: Source, language: str) -> str:
    """Return what may be said about the place of a story: the municipality, or the kind of place."""
    for place in source.network.places:
        if place.id == identifier:
            return place.municipality_name or place.name[language]
    return ""
