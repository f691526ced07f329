"""The results of a search: a row per possible person, with the reason of the match and their last visit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor, list_own_places
from posta.care.display.entries.withdrawn_entries import closure_text
from posta.chart.people_search import SearchResult, find_people, is_long_enough, list_recent
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_day, format_demographics, masked_name, to_local_day
from posta.web.placeholders import line_placeholder
from posta.web.view_helpers import load_post_names, load_staff_names

MAX_HITS = 10
EXACT_AGREEMENTS = frozenset({"given", "surname", "given_begins", "surname_begins", "sex"})


@dataclass(frozen=True, slots=True, repr=False)
class SearchHit:
    """One row: the person, why they match, where they were last."""

    href: str
    name: str
    veiled: str
    initial: str
    about: str
    matched: str  # empty when the words are the very same: only what differs needs a reason
    last: str
    strong: bool
    person: str
    closed: str = ""  # who registered them in error and when; such a record is read-only


@dataclass(frozen=True, slots=True, repr=False)
class SearchResults:
    """The list below the box: recent people while nothing is typed, then matches."""

    asked: str
    hits: tuple[SearchHit, ...]
    recent: bool
    too_short: bool


def present_results(actor: Actor, asked: str) -> SearchResults:
    """Return the possible people; recent people while nothing is typed."""
    text = " ".join(asked.split())
    cursor = actor.node.cursor
    if not text:
        return SearchResults("", present_hits(actor, list_recent(cursor, actor.post.number)), True, False)
    if not is_long_enough(text):
        return SearchResults(text, (), False, True)
    found = find_people(cursor, text, limit=MAX_HITS, posts=list_own_places(actor))
    return SearchResults(text, present_hits(actor, found), False, False)


def present_hits(actor: Actor, found: Iterable[SearchResult]) -> tuple[SearchHit, ...]:
    """Return the rows for the people found."""
    posts, staff = load_post_names(actor.node.cursor), load_staff_names(actor.node.cursor)
    return tuple(_hit(one, actor, posts, staff) for one in found)


def match_reason(agreements: Iterable[str]) -> str:
    """Return why a row matched, in words: what is the same, what only sounds or looks alike."""
    given = list(dict.fromkeys(agreements))
    if "code" in given:
        return _("same code")
    if EXACT_AGREEMENTS.issuperset(given):
        return ""
    labels = [_agreement_labels().get(code, "") for code in given if code not in EXACT_AGREEMENTS]
    return ", ".join(word for word in dict.fromkeys(labels) if word)


def _hit(found: SearchResult, actor: Actor, posts: dict[int, str], staff: dict[bytes, str]) -> SearchHit:
    person = found.person
    about = with_fallback(lambda: format_demographics(person, actor.today), line_placeholder)
    return SearchHit(
        href=reverse("person", args=[person.id.hex()]),
        name=person.name,
        veiled=masked_name(person),
        initial=person.name[:1].upper(),
        about=about,
        matched=match_reason(found.agreements),
        last=with_fallback(lambda: _last_seen(found, actor, posts), line_placeholder),
        strong=found.strong,
        person=person.id.hex(),
        closed=closure_text(actor, person.closed, posts, staff) if person.closed else "",
    )


def _last_seen(found: SearchResult, actor: Actor, posts: dict[int, str]) -> str:
    if found.last_seen is None:
        return ""
    day = format_day(to_local_day(actor, found.last_seen), actor.today)
    place = posts.get(found.last_post or 0, "")
    return ", ".join(word for word in (place, day) if word)


def _agreement_labels() -> dict[str, str]:
    return {
        "given": _("same name"),
        "given_sound": _("name sounds alike"),
        "given_nickname": _("nickname"),
        "given_alike": _("similar name"),
        "given_begins": _("name begins so"),
        "surname": _("same surname"),
        "surname_sound": _("surname sounds alike"),
        "surname_nickname": _("nickname"),
        "surname_alike": _("similar surname"),
        "surname_begins": _("surname begins so"),
        "birth_date": _("same birth date"),
        "birth_date_turned": _("birth day and month swapped"),
        "birth_date_near": _("birth date close"),
        "birth_year": _("same birth year"),
        "birth_year_near": _("birth year close"),
        "country": _("same country"),
    }
