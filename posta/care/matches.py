"""People already known who may be the one being registered: shown once, before a second record is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posta.acts.duty import Duty
from posta.care.clinic import post_names
from posta.care.words import day_words, local_day, summary_words, veiled
from posta.catalog.context import birth_of
from posta.chart.people import display_name
from posta.chart.search import Found, find_people


@dataclass(frozen=True, slots=True)
class Match:
    """One of those who may be meant."""

    href: str
    name: str
    veiled: str
    initial: str
    about: str
    last: str


def near_matches(duty: Duty, answers: Mapping[str, object]) -> tuple[Match, ...]:
    """The strong matches for what was typed of a person."""
    known = {"reg_date": duty.today, **answers}
    born = birth_of(known) if answers.get("birth_date") else None
    found = find_people(
        duty.desk.cursor,
        display_name(answers),
        born=born if isinstance(born, date) else None,
        sex=_code(answers.get("sex")),
        country=_code(answers.get("country_origin")),
    )
    posts = post_names(duty.desk.cursor)
    return tuple(_match(one, duty, posts) for one in found if one.strong)


def _match(found: Found, duty: Duty, posts: dict[int, str]) -> Match:
    person, seen = found.person, found.last_seen
    day = day_words(local_day(duty, seen), duty.today) if seen is not None else ""
    last = ", ".join(word for word in (posts.get(found.last_post or 0, ""), day) if word)
    about = summary_words(person, duty.today)
    return Match(f"/people/{person.id.hex()}/", person.name, veiled(person), person.name[:1].upper(), about, last)


def _code(value: object) -> str | None:
    return str(value) if value and value != "u" else None
