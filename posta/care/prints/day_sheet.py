"""The day sheet, A4, for the committee of the shelter: how many were seen and how long they waited; no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.arrivals import REASONS
from posta.care.prints import day_count
from posta.care.prints.day_count import BANDS, COLOURS, LEFT, OUTCOMES, SEEN, SEXES, DayCount, PersonDay, Waits
from posta.catalog.frame import TRIAGE_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import get_form
from posta.chart.day_arrivals import DayArrival, list_arrivals_between, list_contacts_between
from posta.chart.history.timeline import list_filled
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clock import MINUTE_MILLIS, day_end_millis, day_start_millis
from posta.formkit.language import current_language
from posta.ids import PersonId
from posta.node.safe_display import with_fallback
from posta.terms.print_phrases import say_day

Line = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, repr=False)
class DaySheet:
    """The tables of the sheet in words: each row is a label and its cells."""

    post: str
    day: str
    came: int
    outcomes: tuple[tuple[str, int], ...]
    waits: tuple[str, str]
    group_heads: tuple[str, ...]
    groups: tuple[Line, ...]
    colours: tuple[Line, ...]
    reasons: tuple[tuple[str, int], ...]


def build_day_sheet(actor: Actor, day: date) -> DaySheet:
    """Return the sheet of a day at the post of a colleague."""
    return present_day(day_count.count_day(read_day(actor, day)), actor.post.name, day)


def read_day(actor: Actor, day: date) -> list[PersonDay]:
    """Return each person who came to the post on a day; the number of queries does not depend on how many."""
    return read_between(actor, day_start_millis(day, actor.zone), day_end_millis(day, actor.zone), day)


def read_between(actor: Actor, since: int, until: int, day: date) -> list[PersonDay]:
    """Return each person who came to the post from one moment (ms) to another of a day."""
    cursor, post = actor.node.cursor, actor.post.number
    arrivals: dict[PersonId, list[DayArrival]] = {}
    for one in list_arrivals_between(cursor, post, since, until):
        arrivals.setdefault(one.person, []).append(one)
    contacts = list_contacts_between(cursor, post, since, until)
    ids = list(dict.fromkeys((*arrivals, *contacts)))
    people, colours = list_people(cursor, ids), _triage_colours(actor, ids, since, until)
    return [
        _person_day(people.get(one), arrivals.get(one, ()), contacts.get(one), colours.get(one, ""), day) for one in ids
    ]


def _triage_colours(actor: Actor, people: Sequence[PersonId], since: int, until: int) -> dict[PersonId, str]:
    """Return the colour of each person's last triage of the day, as far as the computer opens it by itself."""
    ring = actor.node.keyring.of_device()
    found = list_filled(actor.node.cursor, people, ring, get_form(TRIAGE_FORM), since) if people else {}
    return {
        person: next((str(answers.get("colour") or "") for item, answers in filled if item.occurred < until), "")
        for person, filled in found.items()
    }


def _person_day(
    person: Person | None, arrivals: Sequence[DayArrival], contact: int | None, colour: str, day: date
) -> PersonDay:
    answers: Mapping[str, object] = person.answers if person else {}
    age = with_fallback(lambda: compute_age(answers, day), lambda: None)
    last = arrivals[-1] if arrivals else None
    seen = contact is not None or any(one.done is not None for one in arrivals)
    outcome = SEEN if seen else LEFT if last is not None and last.state == "left" else day_count.WAITING
    given = colour or next((one.colour for one in reversed(arrivals) if one.colour), "")
    reason, reserved = (last.reason, last.reserved) if last else ("", False)
    return PersonDay(
        sex=str(answers.get("sex") or "u"),
        years=age.years if age else None,
        colour=given if given in COLOURS else "",
        reason=day_count.reason_code(reason, reserved=reserved, known=REASONS),
        outcome=outcome,
        waits=tuple(_minutes(one) for one in arrivals if one.called is not None or one.done is not None),
    )


def _minutes(arrival: DayArrival) -> int:
    """Return the whole minutes from an arrival to its first call, else to when it was done."""
    first = min(one for one in (arrival.called, arrival.done) if one is not None)
    return max(0, first - arrival.at) // MINUTE_MILLIS


def present_day(count: DayCount, post: str, day: date) -> DaySheet:
    """Return the counts of a day as the sheet shows them."""
    sexes, bands = _sex_labels(), _band_labels()
    heads = [(sex, band) for sex in SEXES for band in BANDS if _has(count, sex, band)]
    return DaySheet(
        post=post,
        day=say_day(day, current_language()),
        came=count.came,
        outcomes=tuple((_outcome_labels()[one], count.outcomes[one]) for one in OUTCOMES),
        waits=_wait_words(count.waits),
        group_heads=(*(_outcome_labels()[one] for one in OUTCOMES), _("Came")),
        groups=tuple(
            (f"{sexes[sex]}, {bands[band]}", _cells([count.groups.get((one, sex, band), 0) for one in OUTCOMES]))
            for sex, band in heads
        ),
        colours=tuple(
            (
                _colour_labels()[colour],
                (
                    *_cells([count.colours.get((one, colour), 0) for one in OUTCOMES]),
                    *_wait_words(count.colour_waits[colour]),
                ),
            )
            for colour in COLOURS
        ),
        reasons=tuple((_reason_label(code), number) for code, number in count.reasons),
    )


def _has(count: DayCount, sex: str, band: str) -> bool:
    """Return whether a row stands on the sheet: always for known sex and age, else only where somebody is."""
    known = sex != "u" and band != "unknown"
    return known or any(count.groups.get((one, sex, band)) for one in OUTCOMES)


def _cells(numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(str(one) for one in (*numbers, sum(numbers)))


def _wait_words(waits: Waits) -> tuple[str, str]:
    """Return the median and the 90th percentile in words."""
    middle, most = ("–" if one is None else _("%(n)s min") % {"n": one} for one in (waits.median, waits.p90))
    return middle, most


def _outcome_labels() -> dict[str, str]:
    return {SEEN: _("Seen"), LEFT: _("Went away unseen"), day_count.WAITING: _("Not closed")}


def _sex_labels() -> dict[str, str]:
    return {"f": _("Women and girls"), "m": _("Men and boys"), "u": _("Other or not noted")}


def _band_labels() -> dict[str, str]:
    return {
        "lt5": _("under 5 years"),
        "y5_17": _("5 to 17 years"),
        "ge18": _("18 years and over"),
        "unknown": _("age unknown"),
    }


def _colour_labels() -> dict[str, str]:
    return {"red": _("Red"), "yellow": _("Yellow"), "green": _("Green"), "": _("No colour")}


def _reason_label(code: str) -> str:
    others = {
        day_count.RESERVED: _("Reserved appointment"),
        day_count.NO_REASON: _("No reason noted"),
        day_count.OWN_WORDS: _("Other reasons"),
    }
    return others.get(code) or str(REASONS[code])
