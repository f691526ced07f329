"""The panel beside the form: the last visit in one line and in one card, what is taken now, and what matters today."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.utils.translation import gettext as _

from posta.care.alerts.notes import recent_notes
from posta.care.alerts.pregnancy import pregnancy_text
from posta.care.consultation.medicine_sets import format_medicine, format_prescription
from posta.care.consultation.patient_context import PatientContext, open_forms
from posta.care.display.current_medicines import medicine_line
from posta.care.display.entries.answer_text import format_value, list_allergy_names
from posta.care.display.entries.entry_summary import summarise, summarise_vitals
from posta.care.entry.way.journey_questions import journey_text
from posta.catalog import kinds
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import TimelineItem
from posta.chart.record.travel_groups import find_travel_group, list_travel_group
from posta.clinical import cohort
from posta.clinical.dangers.childhood import UNTIL_MONTHS
from posta.clinical.signs.vital_limits import DANGER_U5
from posta.formkit.language import current_language
from posta.node.safe_display import with_fallback
from posta.terms.diagnoses import diagnosis_label
from posta.terms.lists import get_list
from posta.terms.medicines import medicine_label
from posta.web.formatting import format_day
from posta.web.placeholders import line_placeholder

Row = tuple[str, str]
EARLIER_VISITS = 2  # beside the last consultation
CONTACTS = (kinds.ENCOUNTER, kinds.CORRECTION)
VITALS_WITHOUT_FIELD = frozenset({"rr", "glucose_mgdl", "height_cm", "avpu"})  # the others stand beside their boxes


@dataclass(frozen=True, slots=True, repr=False)
class FollowUpHint:
    """A diagnosis that would be a follow-up today: the hint, and when to show it."""

    words: str
    when: str


def one_line_summary(sight: PatientContext) -> str:
    """Return one line for the top of a phone: triage, pregnancy, allergies not asked about, and the last visit."""
    parts = [
        _("Triage: %(colour)s") % {"colour": _triage_text(sight)} if _triage_text(sight) else "",
        f"{_('Pregnancy')}: {known}" if (known := pregnancy_text(sight.pregnancy, sight.actor.today)) else "",
        _("Allergies: %(list)s") % {"list": _allergy_text(sight)} if not sight.allergies else "",
        with_fallback(lambda: _taken_line(sight), line_placeholder),
        with_fallback(lambda: _last_visit_text(sight), lambda: _("Earlier visits cannot be shown here")),
    ]
    return " · ".join(part for part in parts if part)


def _last_visit_text(sight: PatientContext) -> str:
    if sight.hidden:
        return _("Earlier visits cannot be shown here")
    return (
        f"{_('Last time:')} {_format_when(sight)}: {summarise(sight.last).what}"
        if sight.last
        else _("No earlier consultation")
    )


def last_visit_card(sight: PatientContext) -> list[Row]:
    """Return the last visit: when, where, diagnosis, medicines and advice."""
    if sight.last is None:
        return []
    answers = sight.last.forms["opd"]
    return with_fallback(lambda: _visit_rows(sight, answers), lambda: [(_("Last visit"), line_placeholder())])


def _visit_rows(sight: PatientContext, answers: Mapping[str, object]) -> list[Row]:
    medicines = answers.get("rx")
    given = (
        [" ".join((format_medicine(row), format_prescription(row))) for row in medicines]
        if isinstance(medicines, tuple | list)
        else []
    )
    rows = [
        (_("When"), _format_when(sight)),
        (_("Diagnosis"), diagnosis_label(str(answers.get("dx_main", "")), current_language())),
        (_("Reason for visit"), str(answers.get("complaint", ""))),
        (_("Findings"), str(answers.get("exam", ""))),
        (_("Treatment"), "; ".join(given)),
        (_("Advice"), str(answers.get("advice", ""))),
    ]
    return [(name, words) for name, words in rows if words]


def key_facts(sight: PatientContext) -> list[Row]:
    """Return triage, pregnancy, company, allergies and last vital signs, so that nobody asks for them twice."""
    answers = sight.person.answers
    company = answers.get("travel_with")
    label = get_list("travel_with").label(str(company), current_language()) if company else ""
    rows = [
        (_("Triage"), _triage_text(sight)),
        (_("Pregnancy"), pregnancy_text(sight.pregnancy, sight.actor.today)),
        (_("Travels"), ", ".join(part for part in (_travel_group(sight), label) if part)),
        (
            _("Allergies"),
            with_fallback(lambda: ", ".join(list_allergy_names(answers)) or _allergy_text(sight), line_placeholder),
        ),
        (_("Takes now"), with_fallback(lambda: "; ".join(_taken_texts(sight)), line_placeholder)),
        (_("Long illnesses"), with_fallback(lambda: ", ".join(_illness_texts(sight)), line_placeholder)),
        (_("Earlier visits"), with_fallback(lambda: "; ".join(_earlier_texts(sight)), line_placeholder)),
        (
            _("Notes"),
            with_fallback(lambda: " ".join(recent_notes(sight.actor, sight.person, sight.items)), line_placeholder),
        ),
        (_("Journey"), with_fallback(lambda: journey_text(sight), line_placeholder)),
        (_("Danger signs"), _dangers_text(sight)),
        (_("Vital signs"), with_fallback(lambda: " · ".join(_vitals_texts(sight)), line_placeholder)),
    ]
    return [(name, words) for name, words in rows if words]


def _taken_line(sight: PatientContext) -> str:
    """Return the names of the medicines that are taken now, for one line."""
    names = (medicine_label(str(row.get("drug", "")), current_language()) for row, _until in sight.medicines)
    words = ", ".join(names)
    return _("Takes %(medicines)s") % {"medicines": words} if words else ""


def _taken_texts(sight: PatientContext) -> Iterator[str]:
    """Yield each medicine that is taken now: its dose, and until when it lasts."""
    for row, until in sight.medicines:
        day = format_day(until, sight.actor.today)
        yield f"{medicine_line(row, current_language())} · {_('until %(day)s') % {'day': day}}"


def _illness_texts(sight: PatientContext) -> Iterator[str]:
    """Yield the long illnesses; a name that only the list of chronic care has comes from there."""
    chronic = get_list(cohort.ILLNESSES)
    for code in sight.illnesses:
        named = chronic.label(code, current_language()) if code in chronic else ""
        yield named or diagnosis_label(code, current_language())


def _earlier_texts(sight: PatientContext) -> Iterator[str]:
    """Yield the latest visits beside the last consultation: the day, the post and what for."""
    others = [open_ for item in sight.items if item is not sight.last and (open_ := _open_visit(item)) is not None]
    for item in others[:EARLIER_VISITS]:
        post = sight.actor.find_post(item.post)
        where = " · ".join(
            part for part in (format_day(sight.day_of(item), sight.actor.today), post.name if post else "") if part
        )
        yield f"{where}: {summarise(item).what}"


def _open_visit(item: TimelineItem) -> TimelineItem | None:
    """Return a visit without its sealed forms; None where nothing of it is care that may stand here."""
    if item.kind not in CONTACTS or item.reserved or item.broken is not None:
        return None
    forms = open_forms(item)
    care = any(
        answers and name != VISIT_FORM and not get_form(name).service.before_care for name, answers in forms.items()
    )
    return replace(item, forms=forms) if care else None


def _dangers_text(sight: PatientContext) -> str:
    """Return the danger signs of a small child that the triage answered today, also that there are none."""
    if sight.dangers is None or sight.age is None or sight.age.months >= UNTIL_MONTHS:
        return ""
    return format_value(get_form("vitals").field(DANGER_U5), sight.dangers or ("none",))


def follow_up_hint(sight: PatientContext) -> FollowUpHint | None:
    """Return the hint that the chosen diagnosis continues an earlier one."""
    if not sight.continuing:
        return None
    days = (
        f"{diagnosis_label(c, current_language())}, {format_day(sight.diagnoses[c], sight.actor.today)}"
        for c in sight.continuing
    )
    words = _("Counts as follow-up: %(earlier)s") % {"earlier": "; ".join(days)}
    return FollowUpHint(words, json.dumps({"field": "dx_main", "op": "in", "value": list(sight.continuing)}))


def vitals_day_text(sight: PatientContext) -> str:
    """Return the day of the last vital signs."""
    days = [day for _value, day in sight.vitals.values()]
    return format_day(max(days), sight.actor.today) if days else ""


def _vitals_texts(sight: PatientContext) -> list[str]:
    """Return the signs that have no box on the page, and of the others those out of range.

    The page shows the others beside their boxes.
    """
    age, signs = (
        compute_age(sight.person.answers, sight.actor.today),
        {n: value for n, (value, _day) in sight.vitals.items()},
    )
    beside = {name: value for name, value in signs.items() if name not in VITALS_WITHOUT_FIELD}
    apart = {name: value for name, value in signs.items() if name in VITALS_WITHOUT_FIELD}
    items = [part for part in summarise_vitals(beside, age) if part.odd] + [*summarise_vitals(apart, age)]
    return [f"{part.words} {part.sign}".strip() for part in items]


def _triage_text(sight: PatientContext) -> str:
    colour = sight.arrival.colour if sight.arrival else ""
    return get_list("triage_colour").label(colour, current_language()) if colour else ""


def _format_when(sight: PatientContext) -> str:
    item = sight.last
    assert item is not None
    post = sight.actor.find_post(item.post)
    return " · ".join(
        part for part in (format_day(sight.day_of(item), sight.actor.today), post.name if post else "") if part
    )


def _travel_group(sight: PatientContext) -> str:
    """Return how many members of the person's party are known here."""
    cursor = sight.actor.node.cursor
    party = find_travel_group(cursor, sight.person.id)
    others = len(list_travel_group(cursor, party).members) - 1 if party else 0
    return _("with %(n)s more") % {"n": others} if others > 0 else ""


def _allergy_text(sight: PatientContext) -> str:
    rows = cast("tuple[dict[str, object], ...]", sight.person.answers.get("allergies") or ())
    return _("none known") if any(row.get("allergen") == "none" for row in rows) else _("not asked")
