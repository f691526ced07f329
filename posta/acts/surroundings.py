"""What surrounds the forms of a visit: the person, earlier answers, how often something was, and whether she is pregnant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from posta.acts.duty import Duty
from posta.catalog.alarms import LASTS
from posta.catalog.answers import Context
from posta.catalog.form import get_form
from posta.catalog.sizes import COMPARED
from posta.chart.cases import count_earlier
from posta.chart.people import Person
from posta.chart.timeline import Item, list_filled, list_latest, list_timeline
from posta.clock import DAY_MILLIS, millis_of, start_of
from posta.ids import EntryId

Forms = Mapping[str, Mapping[str, object]]
Found = Mapping[str, tuple[Item, Mapping[str, object]]]
_READ_BY_OTHERS = (
    "vitals",
    "anc",
    "ncd",
    "pnc",
)  # forms whose latest answers conditions or calculations of others read
# How long before (and after) such a form, in ms, a vital sign still counts in it: a fever of last month says nothing of
# today, and what a child weighs for their height a month ago says little.
_SIGNS_COUNT = {"triage": LASTS, "nut": 7 * DAY_MILLIS}
_SIZE_COUNTS, _OPENED = timedelta(days=365), 6
_SESSION_FORMS = frozenset(("mh_fu", "mh_close"))
_MOST_SESSIONS = 500
TERM, OVERDUE = timedelta(days=280), timedelta(days=21)


def context_of(
    duty: Duty, person: Person | None, answers: Forms, names: Sequence[str], *, corrects: EntryId | None = None
) -> Context:
    """What conditions and calculations may read: the person, this visit, the latest of other forms."""
    found: Found = {}
    counts: dict[str, int] = {}
    if person is not None:
        numbers = [get_form(name).number for name in _READ_BY_OTHERS]
        found = list_latest(duty.desk.cursor, person.id, duty.desk.keyring, numbers)
        if _SESSION_FORMS.intersection(names):
            counts = _count_sessions(duty, person)
    if "case" in names:
        counts = {**counts, "case": _count_cases(duty, corrects)}
    latest = {name: values for name, (_, values) in found.items()} | {n: answers[n] for n in names if n in answers}
    reader = next((name for name in _SIGNS_COUNT if name in names), None)
    if person is not None and reader is not None:
        latest["vitals"] = _signs_around(duty, person, answers, _SIGNS_COUNT[reader]) | dict(answers.get("vitals", {}))
    if person is not None and "anc" in names:
        told = answers.get("visit", {}).get("visit_dt")
        at = told if isinstance(told, datetime) else duty.now
        latest["anc"] = _dates(duty, person, found, at, corrects) | dict(answers.get("anc", {}))
    return Context(
        today=duty.today,
        now=duty.now,
        person=person.answers if person else {},
        visit=answers.get("visit", {}),
        latest=latest,
        closing=True,
        pregnant=_is_pregnant(duty, person, found, {n: answers[n] for n in names if n in answers}),
        counts=counts,
        zone=duty.zone,
        before=_sizes_before(duty, person, found, answers, corrects) if person is not None else {},
        doubted_day=duty.doubted_day,
    )


def _sizes_before(
    duty: Duty, person: Person, found: Found, answers: Forms, corrects: EntryId | None
) -> dict[str, tuple[float, date]]:
    """The last weight and height with their day. Older vital signs are opened only for what is measured now and was not then."""
    if "vitals" not in answers:
        return {}
    taken = [found["vitals"]] if "vitals" in found else []
    missing = [name for name in COMPARED if name in answers["vitals"] and not (taken and name in taken[0][1])]
    if taken and missing:
        since = millis_of(duty.now - _SIZE_COUNTS)
        filled = list_filled(duty.desk.cursor, [person.id], duty.desk.keyring, get_form("vitals"), since, most=_OPENED)
        taken = filled.get(person.id, taken)
    sizes: dict[str, tuple[float, date]] = {}
    for item, signs in taken:
        day = duty.day_at(item.occurred)
        for name in COMPARED:
            value = signs.get(name)
            if isinstance(value, int | float) and item.entry != corrects:
                sizes.setdefault(name, (float(value), day))
    return sizes


@dataclass(frozen=True, slots=True)
class Pregnancy:
    """A pregnancy that antenatal care knows of, and the day on which the child is expected."""

    due: date | None

    def weeks(self, today: date) -> int | None:
        """Completed weeks, where the day is known."""
        return None if self.due is None else (today - (self.due - TERM)).days // 7


def find_pregnancy(duty: Duty, person: Person) -> Pregnancy | None:
    """The pregnancy of a person today, as antenatal care tells it."""
    found = _found_of_pregnancy(duty, person)
    if _is_pregnant(duty, person, found, {}) is not True:
        return None
    return Pregnancy(_dates(duty, person, found, duty.now).get("edd"))


def is_pregnant(duty: Duty, person: Person) -> bool:
    """Whether antenatal care says that somebody is pregnant today."""
    return _is_pregnant(duty, person, _found_of_pregnancy(duty, person), {}) is True


def _found_of_pregnancy(duty: Duty, person: Person) -> Found:
    """The latest antenatal and postnatal care, of men too: one who was asked about and confirmed is as pregnant as a woman."""
    numbers = [get_form(name).number for name in ("anc", "pnc")]
    return list_latest(duty.desk.cursor, person.id, duty.desk.keyring, numbers)


def _dates(duty: Duty, person: Person, found: Found, at: datetime, corrects: EntryId | None = None) -> dict[str, date]:
    """The dates of a pregnancy as other antenatal care of it has them: the last period told, else a day computed.

    A told one counts first: when it is mended, the visits after it that only computed do not keep the old day.
    """
    cursor, ring, since = duty.desk.cursor, duty.desk.keyring, millis_of(at - TERM - OVERDUE)
    filled = list_filled(cursor, [person.id], ring, get_form("anc"), since).get(person.id, [])
    said = [answers for item, answers in filled if item.entry != corrects]
    periods, dues = ([day for one in said if isinstance(day := one.get(name), date)] for name in ("lmp", "edd"))
    known: list[dict[str, date]] = [{"lmp": day, "edd": day + TERM} for day in periods]
    known += [{"edd": day} for day in dues]
    born = found["pnc"][1].get("delivery_date") if "pnc" in found else None
    return next((one for one in known if _covers(one["edd"], duty.day_at(millis_of(at)), born)), {})


def _covers(due: date, day: date, born: object) -> bool:
    """Whether a pregnancy of which the child is due then lasts on this day."""
    began = due - TERM
    is_over = isinstance(born, date) and began <= born <= day
    return began <= day <= due + OVERDUE and not is_over


def _signs_around(duty: Duty, person: Person, answers: Forms, lasts: int) -> dict[str, object]:
    """The last value of each vital sign taken around a visit or its triage."""
    told = answers.get("triage", {}).get("tri_dt") or answers.get("visit", {}).get("visit_dt")
    at = millis_of(told if isinstance(told, datetime) else duty.now)
    filled = list_filled(duty.desk.cursor, [person.id], duty.desk.keyring, get_form("vitals"), at - lasts)
    signs: dict[str, object] = {}
    for item, taken in filled.get(person.id, []):
        signs = {**taken, **signs} if item.occurred <= at + lasts else signs
    return signs


def _is_pregnant(duty: Duty, person: Person | None, found: Found, answers: Forms) -> bool | None:
    """What antenatal and postnatal care say; None when they say nothing of today."""
    if person is None:
        return None
    if "anc" in answers or _tells_of_pregnancy(answers.get("triage", {})):
        return True
    if "anc" not in found:
        return False if "pnc" in answers or person.answers.get("sex") == "m" else None
    item, care = found["anc"]
    seen = duty.day_at(item.occurred)
    delivered = found["pnc"][1].get("delivery_date") if "pnc" in found else None
    if "pnc" in answers or (isinstance(delivered, date) and delivered >= seen - TERM and delivered <= duty.today):
        return False
    due = care.get("edd")
    last = due + OVERDUE if isinstance(due, date) else seen + TERM
    return True if duty.today <= last else None


def _tells_of_pregnancy(triage: Mapping[str, object]) -> bool:
    """A danger sign of pregnancy that was chosen says that she is, though nobody had written it down."""
    signs = (triage.get(name) for name in ("red_signs", "yellow_signs"))
    return any(str(sign).startswith("preg_") for one in signs if isinstance(one, tuple | list) for sign in one)


def _count_sessions(duty: Duty, person: Person) -> dict[str, int]:
    """Follow-ups in mental health, which only a session that opens them can count."""
    items = list_timeline(duty.desk.cursor, person.id, duty.desk.keyring, limit=_MOST_SESSIONS)
    sessions = [item.forms["mh_fu"] for item in items if item.forms.get("mh_fu")]
    return {"mh_fu": len(sessions), "mh_fu.attended": sum(bool(one.get("attended")) for one in sessions)}


def _count_cases(duty: Duty, corrects: EntryId | None) -> int:
    """Case forms of this post in this year before this one; correcting a form does not give it another number."""
    began = start_of(date(duty.today.year, 1, 1), duty.zone)
    return count_earlier(duty.desk.cursor, get_form("case").number, duty.post.number, began, corrects)
