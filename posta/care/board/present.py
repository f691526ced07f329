"""What the board shows: rows in the order in which people should be seen, and alerts in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.duty import Duty
from posta.care.alarms import CALM, Alarms, Judged, list_alarms
from posta.care.arrivals import COLOURS, LATE_AFTER, ORDER, REASONS, visit_words
from posta.care.clinic import staff_names
from posta.care.together import over_words
from posta.care.unshown import line_words
from posta.care.words import age_words, language, local_moment, long_day, since_words, veiled
from posta.chart.board import Due, Ended, Waiting, count_seen, list_board, list_due, list_ended_by_others, with_triage
from posta.chart.content import Content, open_contents
from posta.chart.people import Person
from posta.chart.registers import list_people
from posta.clock import day_number, millis_of, start_of
from posta.figures.alerts import Alert, list_alerts
from posta.ids import PersonId
from posta.mission.permissions import can_give_care
from posta.node.showing import guarded
from posta.terms.diagnoses import find_diagnosis, label_of_diagnosis

MINUTE = 60_000
TOLD_FOR = 120 * MINUTE  # for so long it is said that another saw whom one had called
CALLED = "called"
AFTER_RED = 0.5
FOLLOWED = {"anc": "pregnancy", "pnc": "pregnancy", "fp": "pregnancy", "ncd": "chronic"}
MIND = "mh"  # the group of what a general doctor writes of the mind
NOT_ON_THE_BOARD = frozenset({"V", "M"})  # violence and the mind are not said aloud in a waiting room


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the board."""

    href: str
    name: str
    veiled: str
    why: str
    triage: int | None = None
    end: str = ""
    late: bool = False
    initial: str = ""
    call: str = ""
    alarms: Alarms = ()


@dataclass(frozen=True, slots=True)
class Note:
    """An alert in plain words."""

    words: str
    more: str
    kind: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows."""

    day: str
    waiting: tuple[Row, ...]
    inside: tuple[Row, ...]
    over: tuple[Row, ...]
    due: tuple[Row, ...]
    notes: tuple[Note, ...]
    seen: int
    first_day: bool


def present_board(duty: Duty) -> Board:
    """The board of this post now; a fixed number of queries however many wait."""
    cursor, post = duty.desk.cursor, duty.post.number
    arrivals = with_triage(cursor, list_board(cursor, post, duty.queue_start), duty.desk.keyring)
    due = list_due(cursor, post, day_number(duty.today), start_of(duty.today, duty.zone))
    people = list_people(cursor, [*(one.person for one in arrivals), *(one.person for one in due)])
    known = [one for one in arrivals if one.person in people]
    judged = list_alarms(duty, [people[one.person] for one in known])
    waiting = [one for one in known if one.state != CALLED]
    waiting.sort(key=lambda one: _turn(one, judged.get(one.person, CALM)))
    inside = [one for one in known if one.state == CALLED]
    names = staff_names(cursor)
    seen = count_seen(cursor, post, duty.day_start)
    here = {one.person for one in known}
    back = [one for one in due if one.person in people and one.person not in here]
    return Board(
        day=long_day(duty.today),
        waiting=tuple(
            _row(people[one.person], partial(_waiting_row, one, duty=duty, judged=judged)) for one in waiting
        ),
        inside=tuple(
            _row(people[one.person], partial(_inside_row, one, names=names, duty=duty, judged=judged)) for one in inside
        ),
        over=_over_rows(duty, names),
        due=tuple(_due_rows(back, people, duty)),
        notes=tuple(alert_note(alert) for alert in list_alerts(cursor, post, duty.today)),
        seen=seen,
        first_day=not (known or due or seen),
    )


def alert_note(alert: Alert) -> Note:
    """An alert as a sentence and what is usual, or what to do."""
    name = _watched().get(alert.name) or label_of_diagnosis(alert.name, language())
    words = ngettext("%(name)s: %(n)s case in %(days)s days", "%(name)s: %(n)s cases in %(days)s days", alert.cases) % {
        "name": name,
        "n": alert.cases,
        "days": alert.days,
    }
    if alert.grave:
        return Note(words, _("One is enough: notify it today and tell coordination."), "bad")
    if not alert.usual:
        return Note(words, _("In the three weeks before there was none here."), "")
    usual = number_format(round(alert.usual) if alert.usual >= 1 else round(alert.usual, 1))
    return Note(words, _("Usual here: %(usual)s. Coordination sees it too.") % {"usual": usual}, "")


def _turn(one: Waiting, judged: Judged) -> tuple[float, int]:
    """Whose signs alarm comes right after red, unless the triage knew them and its colour says no less."""
    place = ORDER.get(one.colour, ORDER[""])
    worse = judged.taken > one.coloured_at or ORDER[judged.colour] < place
    return min(place, AFTER_RED) if judged.alarms and worse else place, one.since


def _minutes(since: int, duty: Duty) -> int:
    return max(0, (millis_of(duty.now) - since) // MINUTE)


def _row(person: Person, present: Callable[[Person], Row]) -> Row:
    """The row of a person; where what brings them cannot be shown, they wait all the same."""
    return guarded(lambda: present(person), lambda: Row(_href(person), person.name, veiled(person), line_words()))


def _waiting_row(one: Waiting, person: Person, duty: Duty, judged: Mapping[PersonId, Judged]) -> Row:
    minutes = _minutes(one.since, duty)
    return Row(
        href=_href(person),
        name=person.name,
        veiled=veiled(person),
        why=visit_words(one.reason, reserved=one.reserved) or age_words(person.answers, duty.today),
        triage=COLOURS.get(one.colour),
        end=since_words(duty, one.since),
        late=minutes > LATE_AFTER.get(one.colour, LATE_AFTER[""]),
        call=f"{_href(person)}arrival/called" if can_give_care(duty.staff) else "",
        alarms=judged.get(one.person, CALM).alarms,
    )


def _inside_row(
    one: Waiting, person: Person, names: Mapping[bytes, str], duty: Duty, judged: Mapping[PersonId, Judged]
) -> Row:
    who = "" if one.reserved else over_words(duty, one, names) or names.get(one.called_by or b"", "")
    why = visit_words(one.reason, reserved=one.reserved)
    return Row(
        href=_href(person),
        name=person.name,
        veiled=veiled(person),
        why=" · ".join(word for word in (who, why) if word),
        triage=COLOURS.get(one.colour),
        end=since_words(duty, one.called_at or one.since),
        alarms=judged.get(one.person, CALM).alarms,
    )


def _over_rows(duty: Duty, names: Mapping[bytes, str]) -> tuple[Row, ...]:
    """Whom this colleague had called and another has seen of late: they are gone from the board without them."""
    since = millis_of(duty.now) - TOLD_FOR
    ended = list_ended_by_others(duty.desk.cursor, duty.post.number, since, duty.staff.id)
    people = list_people(duty.desk.cursor, [one.person for one in ended])
    return tuple(
        _row(people[one.person], partial(_over_row, one, names=names, duty=duty))
        for one in ended
        if one.person in people
    )


def _over_row(one: Ended, person: Person, names: Mapping[bytes, str], duty: Duty) -> Row:
    told = {"who": names.get(one.by) or _("A colleague"), "hour": f"{local_moment(duty, one.at):%H:%M}"}
    why = _("%(who)s saw them and signed at %(hour)s") % told
    return Row(_href(person), person.name, veiled(person), why, initial=person.name[:1].upper())


def _due_rows(due: list[Due], people: Mapping[bytes, Person], duty: Duty) -> list[Row]:
    contents = open_contents(duty.desk.cursor, [one.entry for one in due], duty.desk.keyring) if due else {}
    return [_row(people[one.person], partial(_due_row, duty=duty, content=contents.get(one.entry))) for one in due]


def _due_row(person: Person, duty: Duty, content: Content | None) -> Row:
    code = str(content.forms.get("opd", {}).get("dx_main") or "") if content else ""
    why = _problem(code) or _followed(content) or age_words(person.answers, duty.today)
    return Row(_href(person), person.name, veiled(person), why, initial=person.name[:1].upper())


def _problem(code: str) -> str:
    line = find_diagnosis(code)
    hidden = line is None or line.flags & NOT_ON_THE_BOARD or line.compartment != "facts" or line.group == MIND
    return "" if hidden else label_of_diagnosis(code, language())


def _followed(content: Content | None) -> str:
    """What somebody comes back for, in the words in which others say why they come."""
    names = content.forms if content else ()
    return next((str(REASONS[FOLLOWED[name]]) for name in names if name in FOLLOWED), "")


def _href(person: Person) -> str:
    return f"/people/{person.id.hex()}/"


def _watched() -> dict[str, str]:
    return {
        "diarrhoea": _("Diarrhoea"),
        "bloody_diarrhoea": _("Bloody diarrhoea"),
        "respiratory": _("Respiratory infections"),
        "fever_rash": _("Fever with rash"),
        "skin": _("Scabies or lice"),
    }
