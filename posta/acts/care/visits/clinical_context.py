"""What surrounds the forms of a visit: the person, earlier answers, how often a form was written, and a pregnancy."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from posta.acts.actor import Actor
from posta.acts.care.visits.earlier_items import list_filled, list_latest, list_timeline
from posta.acts.care.visits.history import History, read_history
from posta.acts.care.visits.vital_signs import list_measured
from posta.catalog.answers import FormContext
from posta.catalog.frame import VITALS_FORM
from posta.catalog.language.form import get_form, list_forms
from posta.catalog.language.service import BY_POST_AND_YEAR, Numbering
from posta.catalog.sizes import COMPARED
from posta.chart.history.timeline import TimelineItem
from posta.chart.record.case_numbers import count_earlier
from posta.chart.record.person import Person
from posta.clinical.computed import RULES
from posta.clinical.pregnancy import PregnancyState, PregnancyStatus
from posta.clock import HOUR_MILLIS, day_start_millis, to_millis
from posta.ids import EntryId

Forms = Mapping[str, Mapping[str, object]]
LatestForms = Mapping[str, tuple[TimelineItem, Mapping[str, object]]]
_SIZE_VALID_FOR, _MAX_VITALS_OPENED = timedelta(days=365), 6
_MAX_SESSIONS = 500


def build_form_context(
    actor: Actor, person: Person | None, answers: Forms, names: Sequence[str], *, corrects: EntryId | None = None
) -> FormContext:
    """Return what conditions and calculations may read: the person, this visit, the latest of other forms."""
    found: LatestForms = {}
    if person is not None:
        found = list_latest(actor, person.id, [form for form in list_forms() if form.service.read_by_others])
    counts = _count_earlier(actor, person, names, corrects)
    latest = {name: values for name, (_, values) in found.items()} | {n: answers[n] for n in names if n in answers}
    visit_dt = answers.get("visit", {}).get("visit_dt")
    at = visit_dt if isinstance(visit_dt, datetime) else actor.now
    history = read_history(actor, person, corrects=corrects, at=at) if person is not None else History()
    day = actor.day_at(to_millis(at))
    hours = min((hours for name in names if (hours := get_form(name).service.signs_of_hours)), default=0)
    if person is not None and hours:
        signs = _vitals_near(actor, person, answers, hours * HOUR_MILLIS)
        latest[VITALS_FORM] = signs | dict(answers.get(VITALS_FORM, {}))
    if person is not None and "anc" in names:
        latest["anc"] = _pregnancy_dates(history.pregnancy_on(day, person)) | dict(answers.get("anc", {}))
    return FormContext(
        today=actor.today,
        now=actor.now,
        person=person.answers if person else {},
        visit=answers.get("visit", {}),
        latest=latest,
        closing=True,
        pregnant=_is_pregnant(history, person, day, {n: answers[n] for n in names if n in answers}),
        counts=counts,
        zone=actor.zone,
        before=_previous_sizes(actor, person, found, answers, corrects) if person is not None else {},
        doubted_day=actor.doubted_day,
        rules=RULES,
        days_after_birth=_days_after_birth(history, person, day, {n: answers[n] for n in names if n in answers}),
    )


def _previous_sizes(
    actor: Actor, person: Person, found: LatestForms, answers: Forms, corrects: EntryId | None
) -> dict[str, tuple[float, date]]:
    """Return the last weight and height with their day.

    Older vital signs are opened only for what is measured now and was not then.
    """
    if "vitals" not in answers:
        return {}
    taken = [found["vitals"]] if "vitals" in found else []
    missing = [name for name in COMPARED if name in answers["vitals"] and not (taken and name in taken[0][1])]
    if taken and missing:
        since = to_millis(actor.now - _SIZE_VALID_FOR)
        taken = list_filled(actor, person.id, get_form("vitals"), since, most=_MAX_VITALS_OPENED) or taken
    sizes: dict[str, tuple[float, date]] = {}
    for item, signs in taken:
        day = actor.day_at(item.occurred)
        for name in COMPARED:
            value = signs.get(name)
            if isinstance(value, int | float) and item.entry != corrects:
                sizes.setdefault(name, (float(value), day))
    return sizes


def find_pregnancy(actor: Actor, person: Person) -> PregnancyStatus:
    """Return what is known of a pregnancy today, from every source that may mention one."""
    return read_history(actor, person).pregnancy_on(actor.today, person)


def is_pregnant(actor: Actor, person: Person) -> bool:
    """Return whether somebody is known to be pregnant today."""
    return find_pregnancy(actor, person).is_pregnant


def _pregnancy_dates(status: PregnancyStatus) -> dict[str, date]:
    """Return the dates of a pregnancy as earlier care recorded them.

    Dates that were only estimated from the womb are left out, and measured again.
    """
    if not status.is_pregnant or status.due is None or status.is_rough:
        return {}
    return {"edd": status.due} | ({"lmp": status.lmp} if status.lmp else {})


def _vitals_near(actor: Actor, person: Person, answers: Forms, lasts: int) -> dict[str, object]:
    """Return the last value of each vital sign taken around a visit or its triage."""
    moment = answers.get("triage", {}).get("tri_dt") or answers.get("visit", {}).get("visit_dt")
    at = to_millis(moment if isinstance(moment, datetime) else actor.now)
    filled = list_measured(actor, [person.id], at - lasts)
    signs: dict[str, object] = {}
    for item, taken in filled.get(person.id, []):
        signs = {**taken, **signs} if item.occurred <= at + lasts else signs
    return signs


def _is_pregnant(history: History, person: Person | None, on: date, answers: Forms) -> bool | None:
    """Return whether the person is pregnant, from what is known and what is being written.

    An antenatal form that is still empty means that she is.
    """
    if person is None:
        return None
    if "anc" in answers and not answers["anc"]:
        return True
    if "pnc" in answers and not answers["pnc"]:
        return False
    known = history.pregnancy_on(on, person, answers)
    return None if known.state is PregnancyState.UNKNOWN else known.is_pregnant


def _days_after_birth(history: History, person: Person | None, on: date, answers: Forms) -> int | None:
    """Return how many days ago a pregnancy ended, with what is being written."""
    return None if person is None else history.pregnancy_on(on, person, answers).days_after_end(on)


def _count_earlier(
    actor: Actor, person: Person | None, names: Sequence[str], corrects: EntryId | None
) -> dict[str, int]:
    """Return how often the forms that number these were written, by name."""
    counts: dict[str, int] = {}
    for rule in {rule for name in names if (rule := get_form(name).service.numbering)}:
        if rule.by == BY_POST_AND_YEAR:
            counts[rule.form] = _count_of_post(actor, rule, corrects)
        elif person is not None:
            counts |= _count_of_person(actor, person, rule)
    return counts


def _count_of_person(actor: Actor, person: Person, rule: Numbering) -> dict[str, int]:
    """Count the earlier forms of a person, as far as this session opens them; attended ones also apart."""
    items = list_timeline(actor, person.id, limit=_MAX_SESSIONS)
    earlier = [item.forms[rule.form] for item in items if item.forms.get(rule.form)]
    attended = sum(bool(one.get(rule.attended)) for one in earlier)
    return {rule.form: len(earlier), f"{rule.form}.{rule.attended}": attended}


def _count_of_post(actor: Actor, rule: Numbering, corrects: EntryId | None) -> int:
    """Count this post's forms of this year before this one; correcting a form does not change its number."""
    began = day_start_millis(date(actor.today.year, 1, 1), actor.zone)
    return count_earlier(actor.node.cursor, get_form(rule.form).number, actor.post.number, began, corrects)
