"""What surrounds the forms of a visit: the person, earlier answers, how often something was, and whether she is pregnant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from posta.acts.actor import Actor
from posta.catalog.alarms import LASTS
from posta.catalog.answers import FormContext
from posta.catalog.language.form import get_form
from posta.catalog.sizes import COMPARED
from posta.chart.history.timeline import TimelineItem, list_filled, list_latest, list_timeline
from posta.chart.record.case_numbers import count_earlier
from posta.chart.record.person import Person
from posta.clock import DAY_MILLIS, day_start_millis, to_millis
from posta.ids import EntryId

Forms = Mapping[str, Mapping[str, object]]
LatestForms = Mapping[str, tuple[TimelineItem, Mapping[str, object]]]
CONTEXT_FORMS = (
    "vitals",
    "anc",
    "ncd",
    "pnc",
)  # forms whose latest answers conditions or calculations of others read
# How long before (and after) such a form, in ms, a vital sign still counts in it: a fever of last month says nothing of
# today, and what a child weighs for their height a month ago says little.
_VITALS_VALID_MILLIS = {"triage": LASTS, "nut": 7 * DAY_MILLIS}
_SIZE_VALID_FOR, _MAX_VITALS_OPENED = timedelta(days=365), 6
_SESSION_FORMS = frozenset(("mh_fu", "mh_close"))
_MAX_SESSIONS = 500
TERM, OVERDUE = timedelta(days=280), timedelta(days=21)


def build_form_context(
    actor: Actor, person: Person | None, answers: Forms, names: Sequence[str], *, corrects: EntryId | None = None
) -> FormContext:
    """What conditions and calculations may read: the person, this visit, the latest of other forms."""
    found: LatestForms = {}
    counts: dict[str, int] = {}
    if person is not None:
        numbers = [get_form(name).number for name in CONTEXT_FORMS]
        found = list_latest(actor.desk.cursor, person.id, actor.desk.keyring, numbers)
        if _SESSION_FORMS.intersection(names):
            counts = _count_sessions(actor, person)
    if "case" in names:
        counts = {**counts, "case": _count_cases(actor, corrects)}
    latest = {name: values for name, (_, values) in found.items()} | {n: answers[n] for n in names if n in answers}
    reader = next((name for name in _VITALS_VALID_MILLIS if name in names), None)
    if person is not None and reader is not None:
        latest["vitals"] = _vitals_near(actor, person, answers, _VITALS_VALID_MILLIS[reader]) | dict(
            answers.get("vitals", {})
        )
    if person is not None and "anc" in names:
        told = answers.get("visit", {}).get("visit_dt")
        at = told if isinstance(told, datetime) else actor.now
        latest["anc"] = _pregnancy_dates(actor, person, found, at, corrects) | dict(answers.get("anc", {}))
    return FormContext(
        today=actor.today,
        now=actor.now,
        person=person.answers if person else {},
        visit=answers.get("visit", {}),
        latest=latest,
        closing=True,
        pregnant=_is_pregnant(actor, person, found, {n: answers[n] for n in names if n in answers}),
        counts=counts,
        zone=actor.zone,
        before=_previous_sizes(actor, person, found, answers, corrects) if person is not None else {},
        doubted_day=actor.doubted_day,
    )


def _previous_sizes(
    actor: Actor, person: Person, found: LatestForms, answers: Forms, corrects: EntryId | None
) -> dict[str, tuple[float, date]]:
    """The last weight and height with their day. Older vital signs are opened only for what is measured now and was not then."""
    if "vitals" not in answers:
        return {}
    taken = [found["vitals"]] if "vitals" in found else []
    missing = [name for name in COMPARED if name in answers["vitals"] and not (taken and name in taken[0][1])]
    if taken and missing:
        since = to_millis(actor.now - _SIZE_VALID_FOR)
        filled = list_filled(
            actor.desk.cursor, [person.id], actor.desk.keyring, get_form("vitals"), since, most=_MAX_VITALS_OPENED
        )
        taken = filled.get(person.id, taken)
    sizes: dict[str, tuple[float, date]] = {}
    for item, signs in taken:
        day = actor.day_at(item.occurred)
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


def find_pregnancy(actor: Actor, person: Person) -> Pregnancy | None:
    """The pregnancy of a person today, as antenatal care tells it."""
    found = _latest_pregnancy_forms(actor, person)
    if _is_pregnant(actor, person, found, {}) is not True:
        return None
    return Pregnancy(_pregnancy_dates(actor, person, found, actor.now).get("edd"))


def is_pregnant(actor: Actor, person: Person) -> bool:
    """Whether antenatal care says that somebody is pregnant today."""
    return _is_pregnant(actor, person, _latest_pregnancy_forms(actor, person), {}) is True


def _latest_pregnancy_forms(actor: Actor, person: Person) -> LatestForms:
    """The latest antenatal and postnatal care, of men too: one who was asked about and confirmed is as pregnant as a woman."""
    numbers = [get_form(name).number for name in ("anc", "pnc")]
    return list_latest(actor.desk.cursor, person.id, actor.desk.keyring, numbers)


def _pregnancy_dates(
    actor: Actor, person: Person, found: LatestForms, at: datetime, corrects: EntryId | None = None
) -> dict[str, date]:
    """The dates of a pregnancy as other antenatal care of it has them: the last period told, else a day computed.

    A told one counts first: when it is mended, the visits after it that only computed do not keep the old day.
    """
    cursor, ring, since = actor.desk.cursor, actor.desk.keyring, to_millis(at - TERM - OVERDUE)
    filled = list_filled(cursor, [person.id], ring, get_form("anc"), since).get(person.id, [])
    said = [answers for item, answers in filled if item.entry != corrects]
    periods, dues = ([day for one in said if isinstance(day := one.get(name), date)] for name in ("lmp", "edd"))
    known: list[dict[str, date]] = [{"lmp": day, "edd": day + TERM} for day in periods]
    known += [{"edd": day} for day in dues]
    born = found["pnc"][1].get("delivery_date") if "pnc" in found else None
    return next((one for one in known if _is_within_pregnancy(one["edd"], actor.day_at(to_millis(at)), born)), {})


def _is_within_pregnancy(due: date, day: date, born: object) -> bool:
    """Whether a pregnancy of which the child is due then lasts on this day."""
    began = due - TERM
    is_over = isinstance(born, date) and began <= born <= day
    return began <= day <= due + OVERDUE and not is_over


def _vitals_near(actor: Actor, person: Person, answers: Forms, lasts: int) -> dict[str, object]:
    """The last value of each vital sign taken around a visit or its triage."""
    told = answers.get("triage", {}).get("tri_dt") or answers.get("visit", {}).get("visit_dt")
    at = to_millis(told if isinstance(told, datetime) else actor.now)
    filled = list_filled(actor.desk.cursor, [person.id], actor.desk.keyring, get_form("vitals"), at - lasts)
    signs: dict[str, object] = {}
    for item, taken in filled.get(person.id, []):
        signs = {**taken, **signs} if item.occurred <= at + lasts else signs
    return signs


def _is_pregnant(actor: Actor, person: Person | None, found: LatestForms, answers: Forms) -> bool | None:
    """What antenatal and postnatal care say; None when they say nothing of today."""
    if person is None:
        return None
    if "anc" in answers or _triage_implies_pregnancy(answers.get("triage", {})):
        return True
    if "anc" not in found:
        return False if "pnc" in answers or person.answers.get("sex") == "m" else None
    item, care = found["anc"]
    seen = actor.day_at(item.occurred)
    delivered = found["pnc"][1].get("delivery_date") if "pnc" in found else None
    if "pnc" in answers or (isinstance(delivered, date) and delivered >= seen - TERM and delivered <= actor.today):
        return False
    due = care.get("edd")
    last = due + OVERDUE if isinstance(due, date) else seen + TERM
    return True if actor.today <= last else None


def _triage_implies_pregnancy(triage: Mapping[str, object]) -> bool:
    """A danger sign of pregnancy that was chosen says that she is, though nobody had written it down."""
    signs = (triage.get(name) for name in ("red_signs", "yellow_signs"))
    return any(str(sign).startswith("preg_") for one in signs if isinstance(one, tuple | list) for sign in one)


def _count_sessions(actor: Actor, person: Person) -> dict[str, int]:
    """Follow-ups in mental health, which only a session that opens them can count."""
    items = list_timeline(actor.desk.cursor, person.id, actor.desk.keyring, limit=_MAX_SESSIONS)
    sessions = [item.forms["mh_fu"] for item in items if item.forms.get("mh_fu")]
    return {"mh_fu": len(sessions), "mh_fu.attended": sum(bool(one.get("attended")) for one in sessions)}


def _count_cases(actor: Actor, corrects: EntryId | None) -> int:
    """Case forms of this post in this year before this one; correcting a form does not give it another number."""
    began = day_start_millis(date(actor.today.year, 1, 1), actor.zone)
    return count_earlier(actor.desk.cursor, get_form("case").number, actor.post.number, began, corrects)
