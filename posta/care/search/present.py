"""What the search shows: a row per person who may be meant, with why and where they were last."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.clinic import post_names, staff_names
from posta.care.unshown import line_words
from posta.care.withdrawals import ending_words
from posta.care.words import day_words, local_day, summary_words, veiled
from posta.chart.search import Found, find_people, is_enough, list_recent
from posta.node.showing import guarded

MOST = 10
SAME = frozenset({"given", "surname", "given_begins", "surname_begins", "sex"})


@dataclass(frozen=True, slots=True)
class Hit:
    """One row: who, why they are shown, where they were last."""

    href: str
    name: str
    veiled: str
    initial: str
    about: str
    matched: str  # empty when the words are the very same: only what differs needs a reason
    last: str
    strong: bool
    person: str
    closed: str = ""  # who registered them in error and when; such a record is read and not written on


@dataclass(frozen=True, slots=True)
class Results:
    """What stands below the box: recents while nothing is typed, then matches."""

    asked: str
    hits: tuple[Hit, ...]
    recent: bool
    too_short: bool


def present_results(duty: Duty, asked: str) -> Results:
    """Who may be meant; people seen lately while nothing is typed."""
    text = " ".join(asked.split())
    cursor = duty.desk.cursor
    if not text:
        return Results("", hits_of(duty, list_recent(cursor, duty.post.number)), True, False)
    if not is_enough(text):
        return Results(text, (), False, True)
    found = find_people(cursor, text, limit=MOST)
    return Results(text, hits_of(duty, found), False, False)


def hits_of(duty: Duty, found: Iterable[Found]) -> tuple[Hit, ...]:
    """Rows for people found."""
    posts, staff = post_names(duty.desk.cursor), staff_names(duty.desk.cursor)
    return tuple(_hit(one, duty, posts, staff) for one in found)


def agreement_words(agreements: Iterable[str]) -> str:
    """Why a row matched, in words: what is the same, what only sounds or looks alike."""
    given = list(dict.fromkeys(agreements))
    if "code" in given:
        return _("same code")
    if SAME.issuperset(given):
        return ""
    told = [_words().get(code, "") for code in given if code not in SAME]
    return ", ".join(word for word in dict.fromkeys(told) if word)


def _hit(found: Found, duty: Duty, posts: dict[int, str], staff: dict[bytes, str]) -> Hit:
    person = found.person
    about = guarded(lambda: summary_words(person, duty.today), line_words)
    return Hit(
        href=f"/people/{person.id.hex()}/",
        name=person.name,
        veiled=veiled(person),
        initial=person.name[:1].upper(),
        about=about,
        matched=agreement_words(found.agreements),
        last=guarded(lambda: _last(found, duty, posts), line_words),
        strong=found.strong,
        person=person.id.hex(),
        closed=ending_words(duty, person.closed, posts, staff) if person.closed else "",
    )


def _last(found: Found, duty: Duty, posts: dict[int, str]) -> str:
    if found.last_seen is None:
        return ""
    day = day_words(local_day(duty, found.last_seen), duty.today)
    place = posts.get(found.last_post or 0, "")
    return ", ".join(word for word in (place, day) if word)


def _words() -> dict[str, str]:
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
