"""The mission as the site may know it. Values of this module hold nothing that is not public.

A date is text as precise as it is known: `2018`, `2018-09` or `2018-09-30`; empty means that it is not stated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from posta.errors import InvalidData
from posta.publicsite.language.site_languages import LANGUAGES, Texts

Precision = Literal["state", "municipality"]
_DATE: Final = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")


class NotPublicData(InvalidData):
    """A value that a public page must not or cannot hold."""

    sentences = {
        "name_missing": "A place has a name in every language; missing: %(languages)s.",
        "date_not_public": "A date is a year, a month or a day: 2018, 2018-09 or 2018-09-30.",
        "service_ends_before_it_begins": "A service cannot end before it begins.",
        "state_names_municipality": "A place shown by its state names no municipality.",
    }


def check_date(date: str) -> None:
    """Refuse a text that is neither empty nor a date. Raises NotPublicData."""
    if not _DATE.fullmatch(date):
        raise NotPublicData("date_not_public")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicService:
    """A service of a place, since when and until when. Raises NotPublicData for an invalid date."""

    code: str
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        """Refuse an invalid date, and an end before the beginning."""
        check_date(self.since)
        check_date(self.until)
        if self.since and self.until and self.until < self.since[: len(self.until)]:
            raise NotPublicData("service_ends_before_it_begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPlace:
    """A place that may be shown. At precision `state` its name says its kind only, and `municipality` is empty.

    `id` is the slug of its page; `state` is the two-digit INEGI code, `municipality` the five-digit one.
    """

    id: str
    name: Texts
    kind: str
    precision: Precision
    state: str
    municipality: str = ""
    municipality_name: str = ""
    opened: str = ""
    closed: str = ""
    services: tuple[PublicService, ...] = ()
    partners: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    count: int = 1

    def __post_init__(self) -> None:
        """Refuse a place that says more than its precision allows. Raises NotPublicData."""
        if self.precision == "state" and (self.municipality or self.municipality_name):
            raise NotPublicData("state_names_municipality")
        if missing := [language for language in LANGUAGES if not self.name.get(language)]:
            raise NotPublicData("name_missing", languages=", ".join(missing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation that the mission works with."""

    code: str
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvent:
    """Something that happened: an opening, a reduction, an emergency. `places` are ids of public places."""

    id: str
    date: str
    kind: str
    text: Texts
    places: tuple[str, ...] = ()
    staff: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNetwork:
    """The public part of a mission. `labels` gives the words of each list: `labels["service"]["primary_care"]["es"]`.

    `state_services` are the services for survivors by state, which are shown by their state only. `withheld` holds the words
    that may stand nowhere on the site (names of places that are not shown by name), for the check of written texts; it is
    never shown. `changed_on` is the day to which places follow the mission's orders, empty for a mission from a file.
    """

    name: Texts
    as_of: str
    places: tuple[PublicPlace, ...]
    partners: tuple[Partner, ...]
    events: tuple[PublicEvent, ...]
    labels: Mapping[str, Mapping[str, Texts]]
    state_services: tuple[tuple[str, PublicService], ...] = ()
    withheld: tuple[str, ...] = ()
    changed_on: str = ""
