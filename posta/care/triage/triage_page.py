"""The values of the triage page: vital signs first, the criteria that can be, and the colour with its reasons."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.alerts.concurrent_care import describe_concurrent_care
from posta.care.alerts.notes import add_notes, find_notes
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.alerts.triage_hints import colour_reasons, critical_text
from posta.care.display.arrivals import TRIAGE_LEVELS, visit_label
from posta.care.entry.form_context import client_facts, compute_texts
from posta.care.entry.form_page import error_summary, present_form_page
from posta.care.entry.pressure import pressure_box
from posta.care.entry.submission import SubmissionResult, problems_for
from posta.care.entry.way.journey_questions import load_way
from posta.care.entry.way.way_part import present_way
from posta.care.triage.triage_input import CRITERIA, TriageInput, is_light, list_forms_of, parse_triage
from posta.catalog.frame import TRIAGE_FORM, VITALS_FORM
from posta.catalog.language.form import get_form
from posta.chart.board import find_open_arrival
from posta.chart.record.person import Person
from posta.clinical.dangers.childhood import UNTIL_MONTHS
from posta.clinical.pregnancy import can_be_pregnant
from posta.clinical.signs.triage_criteria import (
    GREEN,
    NONE,
    criteria_asked_elsewhere,
)
from posta.clinical.signs.triage_screen import LISTS, PREGNANCY, group_of, list_asked
from posta.clinical.signs.vital_limits import DANGER_U5
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData
from posta.formkit.language import current_language
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form
from posta.terms.data_files import choose_label
from posta.terms.lists import get_list
from posta.web.pages.drafts import LoadedDraft

BOXES = ("temp_c", "hr", "rr", "bp", "spo2", "glucose_mgdl")
SMALL_BOXES = ("weight_kg", "muac_mm")  # of children, and the arm of a pregnant woman
CHIPS = ("avpu", "preg_status", DANGER_U5, "oedema")
IF_PREGNANT = {"field": "preg_status", "op": "eq", "value": "y"}
Fields = dict[str, FieldView]


@dataclass(frozen=True, slots=True, repr=False)
class CriteriaGroup:
    """Criteria under one heading; `when`: the condition, for the browser, under which they can be."""

    title: str
    choices: tuple[Choice, ...]
    when: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class CriteriaCard:
    """The criteria of one colour: their question with its errors, and the chips by group; `none` stands alone."""

    field: FieldView
    level: int
    groups: tuple[CriteriaGroup, ...]
    none: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ColourPanel:
    """The colour that signing would record, why, and what a person has to decide."""

    code: str
    level: int | None
    words: str
    reasons: tuple[str, ...]
    critical: str = ""
    by_hand: bool = False
    hands_over: bool = False


def present_triage(
    actor: Actor,
    person: Person,
    raw: FormData,
    tried: SubmissionResult,
    *,
    key: str,
    kept: LoadedDraft | None,
    confirms: bool,
) -> dict[str, object]:
    """Return everything that the page shows; `confirms`: it says which colour follows, to be signed now."""
    entered = parse_triage(actor, person, raw)
    forms, light = _present_forms(actor, person, raw, tried, entered), is_light(actor)
    fields: Fields = {name: one for form in forms.values() for name, one in form.by_name.items()}
    if VITALS_FORM in forms:
        fields |= {
            name: replace(fields[name], label=words) for name, words in _short_labels().items() if name in fields
        }
        fields["bp"] = pressure_box(fields, raw)
    back, arrival = reverse("person", args=[person.id.hex()]), find_open_arrival(
        actor.node.cursor, person.id, actor.post.number, actor.queue_start
    )  # fmt: skip
    return {
        "person": present_patient_banner(person, actor, back=back),
        "reason": visit_label(arrival.reason, reserved=arrival.reserved, signs=arrival.signs) if arrival else "",
        "frame": present_form_page(key, tried, kept, actor=actor, raw=raw, sign_words=_("Sign"), asked=fields),
        "beside": describe_concurrent_care(actor, person, arrival),
        "summary": error_summary(list(forms.values()), tried.problems),
        "form_id": "entry",
        "light": light,
        "boxes": _select(fields, (*BOXES, *_sizes(entered))) if VITALS_FORM in forms else [],
        "chips": _select(fields, CHIPS) if VITALS_FORM in forms else [],
        "criteria": [_criteria(fields[name], level, entered, light) for level, name in enumerate(CRITERIA, 1)],
        "colour": present_colour(actor, entered),
        "by_hand": _by_hand(fields["colour"], entered),
        "why": replace(
            fields["override_reason"],
            needed=False,
            asked=bool(entered.chosen),
            when=json.dumps({"field": "colour", "op": "notempty"}),
        ),
        "reviewed": fields.get("reviewed"),
        "way": present_way(load_way(actor, person), raw, tried.problems, list(forms.values())),
        "confirms": confirms,
    }


def present_colour(actor: Actor, entered: TriageInput) -> ColourPanel:
    """Return the panel of the colour."""
    colour, light = entered.colour, is_light(actor)
    waits = light and colour == GREEN  # without vital signs nobody is green
    words = get_list("triage_colour").label(colour, current_language()) if colour and not waits else ""
    reasons = colour_reasons(entered.forms[TRIAGE_FORM], entered.signs, entered.patient)
    return ColourPanel(
        colour, None if waits else TRIAGE_LEVELS.get(colour), words, reasons,
        critical_text(entered.signs, entered.patient), bool(entered.chosen), waits,
    )  # fmt: skip


def _present_forms(
    actor: Actor, person: Person, raw: FormData, tried: SubmissionResult, entered: TriageInput
) -> dict[str, FormView]:
    known, notes = client_facts(entered.context), find_notes(person, entered.forms, actor.today)
    if _may_be_pregnant(person, entered):
        known["@pregnant"] = None  # so that its criteria are on the page: the chip above decides in the browser
    return {
        name: add_notes(
            present_form(
                get_form(name), raw, problems_for(name, tried.problems), problems_for(name, tried.warnings),
                current_language(), known=known, today=actor.today,
                computed=compute_texts(get_form(name), entered.forms.get(name, {}), entered.context),
            ),
            notes,
        )
        for name in list_forms_of(actor)
    }  # fmt: skip


def _sizes(entered: TriageInput) -> tuple[str, ...]:
    """Return the measures of size that a triage asks: of a grown person only the arm, where the form asks it."""
    return SMALL_BOXES[-1:] if entered.patient.is_grown else SMALL_BOXES


def _may_be_pregnant(person: Person, entered: TriageInput) -> bool:
    years = entered.patient.age.years if entered.patient.age else None
    return entered.patient.is_obstetric or can_be_pregnant(person.answers, years)


def _criteria(shown: FieldView, level: int, entered: TriageInput, light: bool) -> CriteriaCard:
    """Return the criteria of one colour that can be: what measures decide, and what is asked above, is left out."""
    small = entered.patient.age is not None and entered.patient.age.months < UNTIL_MONTHS and not light
    asked = list_asked(light=light) - (criteria_asked_elsewhere() if small else frozenset())
    every = (*shown.choices, *(one for group in shown.groups for one in group.choices))
    offered = [one for one in every if one.chosen or one.code in asked]
    none = tuple(one for one in offered if one.code == NONE)
    titles = _group_titles()
    by_group = {
        name: tuple(one for one in offered if one.code != NONE and group_of(one.code) == name) for name in titles
    }
    return CriteriaCard(
        shown,
        level,
        tuple(_group(name, titles[name], chips, entered, light) for name, chips in by_group.items() if chips),
        none,
    )


def _group(name: str, title: str, chips: tuple[Choice, ...], entered: TriageInput, light: bool) -> CriteriaGroup:
    """Return one group; the signs of a pregnancy show as soon as the chip above says that she is pregnant."""
    if name != PREGNANCY or entered.patient.is_obstetric or light:
        return CriteriaGroup(title, chips)
    return CriteriaGroup(title, chips, json.dumps(IF_PREGNANT), any(one.chosen for one in chips))


def _group_titles() -> Mapping[str, str]:
    """Return the headings in the order of the tool."""
    language = current_language()
    return {group.code: choose_label(group.labels, language, group.code) for group in get_list(LISTS[0]).groups}


def _by_hand(shown: FieldView, entered: TriageInput) -> FieldView:
    """Return the colours that a hand may choose instead of the computed one; the first chip leaves it as computed."""
    chips = tuple(replace(one, chosen=one.code == entered.chosen) for one in shown.choices)
    return replace(
        shown,
        label=_("Another colour"),
        choices=chips,
        needed=not entered.proposed and bool(entered.computed),
        clearable=True,
        hint=_("Only where you judge otherwise than computed.") if entered.proposed else "",
    )


def _short_labels() -> Mapping[str, str]:
    return {
        "temp_c": _("Temp."), "hr": _("Pulse"), "spo2": "SpO₂", "weight_kg": _("Weight"), "rr": _("Breaths"),
        "glucose_mgdl": _("Glucose"), "height_cm": _("Height"), "muac_mm": _("MUAC"),
    }  # fmt: skip


def _select(fields: Fields, names: tuple[str, ...]) -> list[FieldView]:
    return [fields[name] for name in names if name in fields]
