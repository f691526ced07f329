"""What the person's page shows, gathered in a fixed number of queries however long the record is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.alarms import judge_signs
from posta.care.amending import identify
from posta.care.arrivals import COLOURS, visit_words
from posta.care.clinic import post_names, staff_names
from posta.care.header import Header, head_of
from posta.care.signs import Sign, list_signs
from posta.care.summaries import Part, tell
from posta.care.telling import value_words
from posta.care.together import over_words
from posta.care.unshown import Gaps, line_words, title_words, why_words
from posta.care.withdrawals import Ending, present_ending
from posta.care.words import dated, day_words, language, local_day, local_moment, since_words, summary_words, veiled
from posta.catalog import kinds
from posta.catalog.context import age_of
from posta.catalog.form import get_form
from posta.chart.board import find_next_due, find_open_arrival, with_triage
from posta.chart.claims import Claim, list_claims
from posta.chart.content import Broken
from posta.chart.parties import find_party_of, list_party
from posta.chart.people import Person
from posta.chart.timeline import Item, Standing, list_filled, list_timeline
from posta.clock import day_number, day_numbered
from posta.node.showing import guarded

PAGE = 40
SPOKEN_FORMS = (kinds.CONTACT, kinds.CORRECTION)


@dataclass(frozen=True, slots=True)
class Moment:
    """One row of the timeline."""

    day: str
    when: str
    time: str
    place: str
    what: str
    more: tuple[Part, ...]
    href: str
    here: bool
    reserved: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Choosable:
    """One of several values: its identity, what it says, and who wrote it where and when."""

    id: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field on which posts disagree."""

    name: str
    label: str
    values: tuple[Choosable, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """An arrival that nobody has closed; `by` is whom to take the person over from, when another has called them."""

    words: str
    triage: int | None
    called: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who travels along."""

    href: str
    name: str
    veiled: str
    about: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything on the page of a person."""

    person: Header
    moments: tuple[Moment, ...]
    older: int | None
    vitals: tuple[Sign, ...]
    vitals_when: str
    due: str
    open: Open | None
    conflicts: tuple[Conflict, ...]
    party: str
    members: tuple[Member, ...]
    base: str
    ending: Ending | None = None


def present_person(duty: Duty, person: Person, *, offset: int = 0) -> PersonPage:
    """The page of a person for the colleague on duty."""
    cursor, ring, gaps = duty.desk.cursor, duty.desk.keyring, Gaps()
    items = list_timeline(cursor, person.id, ring, limit=PAGE + 1, offset=offset)
    posts, staff = post_names(cursor), staff_names(cursor)
    measured = list_filled(cursor, [person.id], ring, get_form("vitals")).get(person.id, [])
    party = find_party_of(cursor, person.id)
    members = list_party(cursor, party).members if party else ()
    signs = _("Vital signs")
    alarms = gaps.fill(signs, lambda: judge_signs(duty, person, measured).alarms, tuple)
    last = gaps.fill(_("Last visit"), lambda: last_words(duty, items, posts), str)
    page = PersonPage(
        person=head_of(person, duty, last=last, disagreeing=False, alarms=alarms),
        moments=tuple(_moment(item, person, duty, posts) for item in items[:PAGE]),
        older=offset + PAGE if len(items) > PAGE else None,
        vitals=gaps.fill(signs, lambda: list_signs(duty, person, measured), tuple),
        vitals_when=day_words(local_day(duty, measured[0][0].occurred), duty.today) if measured else "",
        due=gaps.fill(_("Next appointment"), lambda: _due(duty, person, posts), str),
        open=_open(duty, person, staff),
        conflicts=gaps.fill(_("Two values"), lambda: conflicts_of(duty, person, posts, staff), tuple),
        party=party.hex() if party else "",
        members=tuple(member_of(one, duty) for one in members if one.id != person.id),
        base=f"/people/{person.id.hex()}/",
        ending=present_ending(duty, person),
    )
    return replace(page, person=replace(page.person, alerts=(*page.person.alerts, *gaps.alerts)))


def last_words(duty: Duty, items: list[Item], posts: Mapping[int, str]) -> str:
    """One line of the last visit that may be told."""
    last = next((item for item in items if item.kind in SPOKEN_FORMS and not item.reserved and not item.broken), None)
    if last is None:
        return ""
    day = day_words(local_day(duty, last.occurred), duty.today)
    return f"{day}, {posts.get(last.post, '')}: {tell(last).what}"


def conflicts_of(
    duty: Duty, person: Person, posts: Mapping[int, str], staff: Mapping[bytes, str]
) -> tuple[Conflict, ...]:
    """What posts disagree on, with who said what."""
    form = get_form("person")
    claims = list_claims(duty.desk.cursor, person, duty.desk.keyring)
    found = []
    for name, said in claims.items():
        field = form.field(name)
        values = tuple(
            Choosable(identify(one.value), value_words(field, one.value), _by(one, duty, posts, staff)) for one in said
        )
        found.append(Conflict(name, field.label(language()), values))
    return tuple(found)


def member_of(person: Person, duty: Duty) -> Member:
    """Somebody of a party."""
    about = guarded(lambda: summary_words(person, duty.today), line_words)
    return Member(f"/people/{person.id.hex()}/", person.name, veiled(person), about)


def _by(claim: Claim, duty: Duty, posts: Mapping[int, str], staff: Mapping[bytes, str]) -> str:
    who = staff.get(claim.author or b"", "")
    day = "" if claim.recorded is None else day_words(local_day(duty, claim.recorded), duty.today)
    return ", ".join(word for word in (who, posts.get(claim.post, ""), day) if word)


def _moment(item: Item, person: Person, duty: Duty, posts: Mapping[int, str]) -> Moment:
    return guarded(lambda: _told_moment(item, person, duty, posts), lambda: _unshown(item))


def _unshown(item: Item) -> Moment:
    more = (Part(why_words(item.entry, Broken.UNFORESEEN)),)
    return Moment("", "", "", "", title_words(), more, f"/entries/{item.entry.hex()}/", False, False, "")


def _told_moment(item: Item, person: Person, duty: Duty, posts: Mapping[int, str]) -> Moment:
    at, day = local_moment(duty, item.occurred), local_day(duty, item.occurred)
    told = tell(item, age_of(person.answers, day))
    return Moment(
        day=f"{at:%Y-%m-%d}",
        when=day_words(day, duty.today),
        time=f"{at:%H:%M}" if day == duty.today else "",
        place=posts.get(item.post, ""),
        what=told.what,
        more=told.parts,
        href="" if item.reserved else f"/entries/{item.entry.hex()}/",
        here=day == duty.today,
        reserved=item.reserved,
        mark=_mark(item.standing),
    )


def _mark(standing: Standing) -> str:
    if standing is Standing.DISPUTED:
        return _("corrected twice, apart: both are kept until one is withdrawn")
    return _("corrected") if standing is Standing.CORRECTED else ""


def _due(duty: Duty, person: Person, posts: Mapping[int, str]) -> str:
    due = find_next_due(duty.desk.cursor, person.id, day_number(duty.today))
    if due is None:
        return ""
    day = day_numbered(due.day)
    told, weekday = day_words(day, duty.today), dated(day, "l")
    when = told if day == duty.today else f"{weekday}, {told}"
    return f"{when} · {posts.get(due.post, '')}"


def _open(duty: Duty, person: Person, staff: Mapping[bytes, str]) -> Open | None:
    cursor = duty.desk.cursor
    arrival = find_open_arrival(cursor, person.id, duty.post.number, duty.queue_start)
    if arrival is None:
        return None
    (waiting,) = with_triage(cursor, [arrival], duty.desk.keyring)
    called = waiting.called_at is not None and waiting.state == "called"
    since = waiting.called_at if called and waiting.called_at else waiting.since
    reason = visit_words(waiting.reason, reserved=waiting.reserved)
    if since >= duty.day_start:
        head = _("In consultation for %(time)s") if called else _("Waiting for %(time)s")
    else:
        head = _("In consultation %(time)s") if called else _("Waiting %(time)s")
    words = head % {"time": since_words(duty, since)}
    shown = called and not waiting.reserved
    who = (over_words(duty, waiting, staff) or staff.get(waiting.called_by or b"", "")) if shown else ""
    by = (waiting.called_by or b"").hex() if shown and waiting.called_by != duty.staff.id else ""
    return Open(" · ".join(part for part in (words, who, reason) if part), COLOURS.get(waiting.colour), called, by)
