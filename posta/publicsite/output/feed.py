"""An Atom feed in each language: stories, and events of the mission. No clock: an entry has its own day.

An event known by its month or year has the end of that period as its day: by then it had happened.

The format is Atom (RFC 4287).
"""

import calendar
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from django.utils.feedgenerator import Atom1Feed

from posta.publicsite.addresses import Address, feed_path, path_of
from posta.publicsite.language.active_language import use_language
from posta.publicsite.language.site_languages import LANGUAGES
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source
from posta.publicsite.tags import when

MOST: Final = 40
"""Entries at most, the newest."""
_NAMES: Final = uuid.UUID("6a8f1c52-6a55-5d2c-9d6e-0b5c63f7f5f0")


class _Feed(Atom1Feed):
    """Django's Atom feed with the date of its newest entry, where the usual one would ask a clock."""

    def latest_post_date(self) -> datetime:
        days = [item["updateddate"] for item in self.items]
        return max(days, default=self.feed["as_of"])


def make_feeds(source: Source, pages: Sequence[SitePage]) -> Mapping[str, bytes]:
    """Return the feed of each language by path."""
    built = frozenset(page.path for page in pages)
    feeds = {}
    for language in source.languages:
        with use_language(language):
            feeds[feed_path(language)] = _make_feed(source, language, built)
    return feeds


def _make_feed(source: Source, language: str, built: frozenset[str]) -> bytes:
    settings, path = source.content.settings, feed_path(language)
    feed = _Feed(
        title=settings.name[language],
        link=_link(source, language, path_of(Address(language, "home"))),
        description=settings.about[language],
        subtitle=settings.about[language],
        language=language,
        feed_url=f"{settings.address}{path}" if settings.address else None,
        feed_guid=_identify(source, path),
        as_of=_last_day(settings.as_of),
    )
    entries = [*_stories(source, language), *_events(source, language, built)]
    for entry in sorted(entries, key=lambda one: (one["updateddate"], one["unique_id"]), reverse=True)[:MOST]:
        feed.add_item(**entry)
    return str(feed.writeString("utf-8")).encode()


def _stories(source: Source, language: str) -> Iterator[dict[str, Any]]:
    for story in source.content.stories:
        text = story.texts[language]
        yield {
            "title": text.title,
            "link": _link(source, language, path_of(Address(language, "stories", story.slug))),
            "description": text.summary,
            "author_name": story.author,
            "pubdate": _last_day(story.date),
            "updateddate": _last_day(story.date),
            "unique_id": _identify(source, f"{language} story {story.slug}"),
        }


def _events(source: Source, language: str, built: frozenset[str]) -> Iterator[dict[str, Any]]:
    for event in source.network.events:
        about = path_of(Address(language, "emergencies" if event.kind == "emergency" else "where"))
        yield {
            "title": event.text[language],
            "link": _link(source, language, about if about in built else path_of(Address(language, "home"))),
            "description": when(event.date),
            "updateddate": _last_day(event.date),
            "unique_id": _identify(source, f"{language} event {event.id}"),
        }


def _link(source: Source, language: str, path: str) -> str:
    """Return a full address if the site has one; else the link from the feed, which is beside the pages."""
    folder = "" if language == LANGUAGES[0] else f"{language}/"
    address = source.content.settings.address
    return f"{address}{path}" if address else path.removeprefix(folder)


def _identify(source: Source, what: str) -> str:
    """Return the id of a feed or entry, independent of the site's address and the time of building."""
    return uuid.uuid5(_NAMES, f"{source.content.settings.name[LANGUAGES[0]]} {what}").urn


def _last_day(text: str) -> datetime:
    """Return midnight of the last day of a date as precise as it is known."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or 12
    last = date(year, month, day or calendar.monthrange(year, month)[1])
    return datetime(last.year, last.month, last.day, tzinfo=UTC)
