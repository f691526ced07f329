"""People already known who may be the one being registered: shown once, before a second record is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from posta.acts.actor import Actor, list_own_places
from posta.catalog.language.answer_context import birth_date, compute_age
from posta.chart.people_search import SearchResult, find_people, may_be_proposed
from posta.chart.record.person import display_name
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_day, format_demographics, masked_name, to_local_day
from posta.web.placeholders import line_placeholder
from posta.web.view_helpers import load_post_names

MAX_CANDIDATES = 5
MAX_AGE_DIFFERENCE = 3


@dataclass(frozen=True, slots=True, repr=False)
class DuplicateCandidate:
    """One person who may already be registered."""

    href: str
    name: str
    veiled: str
    initial: str
    about: str
    last: str
    code: str = ""


def find_possible_duplicates(actor: Actor, answers: Mapping[str, object]) -> tuple[DuplicateCandidate, ...]:
    """Return the strong matches for what was typed of a person."""
    known = {"reg_date": actor.today, **answers}
    born = birth_date(known) if answers.get("birth_date") else None
    found = find_people(
        actor.node.cursor,
        display_name(answers),
        born=born if isinstance(born, date) else None,
        sex=_known_code(answers.get("sex")),
        country=_known_code(answers.get("country_origin")),
        posts=list_own_places(actor),
    )
    posts = load_post_names(actor.node.cursor)
    candidates = (one for one in found if may_be_proposed(one.person))
    return tuple(
        _candidate(one, actor, posts) for one in candidates if one.strong or _is_similar(one, known, actor.today)
    )[:MAX_CANDIDATES]


def _is_similar(found: SearchResult, known: Mapping[str, object], on: date) -> bool:
    """Return whether given name and surname agree, sex does not differ, and the ages are close.

    Such a match is shown before registering.
    """
    same = {one.partition("_")[0] for one in found.agreements if not one.endswith("_begins")}
    sexes = {_known_code(known.get("sex")), _known_code(found.person.answers.get("sex"))} - {None}
    ages = [age.years for age in (compute_age(known, on), compute_age(found.person.answers, on)) if age is not None]
    close = len(ages) < 2 or abs(ages[0] - ages[1]) <= MAX_AGE_DIFFERENCE
    return {"given", "surname"} <= same and len(sexes) < 2 and close


def _candidate(found: SearchResult, actor: Actor, posts: dict[int, str]) -> DuplicateCandidate:
    person, seen = found.person, found.last_seen
    day = (
        with_fallback(lambda: format_day(to_local_day(actor, seen), actor.today), line_placeholder)
        if seen is not None
        else ""
    )
    last = ", ".join(word for word in (posts.get(found.last_post or 0, ""), day) if word)
    about = with_fallback(lambda: format_demographics(person, actor.today), line_placeholder)
    return DuplicateCandidate(
        reverse("person", args=[person.id.hex()]),
        person.name,
        masked_name(person),
        person.name[:1].upper(),
        about,
        last,
        person.id.hex(),
    )


def _known_code(value: object) -> str | None:
    return str(value) if value and value != "u" else None
