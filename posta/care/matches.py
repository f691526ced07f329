"""People already known who may be the one being registered: shown once, before a second record is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posta.acts.duty import Duty
from posta.care.clinic import post_names
from posta.care.unshown import line_words
from posta.care.words import day_words, local_day, summary_words, veiled
from posta.catalog.context import age_of, birth_of
from posta.chart.people import display_name
from posta.chart.search import Found, find_people
from posta.node.showing import guarded

MOST = 5
AGES_APART = 3


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
    asked = (one for one in found if one.person.closed is None)  # nobody is led to a record that was made in error
    return tuple(_match(one, duty, posts) for one in asked if one.strong or _alike(one, known, duty.today))[:MOST]


def _alike(found: Found, known: Mapping[str, object], on: date) -> bool:
    """Given name and surname agree, sex does not differ, and the ages are close: worth one look before registering."""
    same = {one.partition("_")[0] for one in found.agreements if not one.endswith("_begins")}
    sexes = {_code(known.get("sex")), _code(found.person.answers.get("sex"))} - {None}
    ages = [age.years for age in (age_of(known, on), age_of(found.person.answers, on)) if age is not None]
    close = len(ages) < 2 or abs(ages[0] - ages[1]) <= AGES_APART
    return {"given", "surname"} <= same and len(sexes) < 2 and close


def _match(found: Found, duty: Duty, posts: dict[int, str]) -> Match:
    person, seen = found.person, found.last_seen
    day = guarded(lambda: day_words(local_day(duty, seen), duty.today), line_words) if seen is not None else ""
    last = ", ".join(word for word in (posts.get(found.last_post or 0, ""), day) if word)
    about = guarded(lambda: summary_words(person, duty.today), line_words)
    return Match(f"/people/{person.id.hex()}/", person.name, veiled(person), person.name[:1].upper(), about, last)


def _code(value: object) -> str | None:
    return str(value) if value and value != "u" else None
