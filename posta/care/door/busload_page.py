"""The values of the pages of buses: the count of heads, and of one bus the needs without names and the questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.headcounts.busloads import Busload, count_signs, get_busload_form
from posta.care.display.arrivals import TRIAGE_LEVELS, visit_label
from posta.care.door.door_page import TicketView, initial_answers
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import Form, get_form
from posta.clinical.signs.door_signs import QUESTIONS, first_aid, get_proposals, interview, list_signs, sign_label
from posta.clock import get_zone, to_local
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, get_values
from posta.formkit.language import current_language
from posta.formkit.problem_messages import AnyProblem
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form
from posta.mission.rules.permissions import can_record
from posta.terms.lists import get_list
from posta.web.formatting import format_day

COLOURS = ("red", "yellow")
WHO = ("alias", "sex")
AGE = ("age_value", "age_unit")
CONTACT = ("phone", "contact_ok")
FIRST_CONSENTS = frozenset({"y", "n", "p"})


@dataclass(frozen=True, slots=True, repr=False)
class BusloadRow:
    """One counted bus: what it was, when, how many, and how many of them were registered by colour."""

    href: str
    title: str
    when: str
    people: int
    colours: tuple[tuple[int | None, int], ...]


@dataclass(frozen=True, slots=True, repr=False)
class NeedRow:
    """A person of a bus without a name: the number, the colour and what they need."""

    href: str
    ticket: str
    level: int | None
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class BusloadPage:
    """One bus: its row, the counts in words, needs by sign, the people who need something, and the questions."""

    row: BusloadRow
    counts: tuple[tuple[str, int], ...]
    signs: tuple[tuple[str, int], ...]
    green: int
    needs: tuple[NeedRow, ...]
    form: FormView
    who: tuple[FieldView, ...]
    age: tuple[FieldView, ...]
    questions: tuple[Choice, ...]
    interview_title: str
    interview: tuple[FieldView, ...]
    interview_open: bool
    contact: tuple[FieldView, ...]
    ticket: TicketView | None
    proposals: tuple[tuple[str, str], ...]
    first_aid: str


def present_count_form(actor: Actor, raw: FormData, problems: tuple[AnyProblem, ...] = ()) -> FormView:
    """Return the form on which heads are counted."""
    return present_form(get_busload_form(), raw, problems, language=current_language(), today=actor.today)


def get_interview_form() -> Form:
    """Return the form whose first part is asked below the questions: detention and what was lost."""
    return get_form(interview()[0])


def present_proposals(person: bytes, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the referrals that are proposed: the address at which each begins, and its words."""
    language, known = current_language(), get_proposals()
    return tuple(
        (
            reverse("refer", args=[person.hex()], query={"kind": known[code].kind} if known[code].kind else None),
            known[code].label(language),
        )
        for code in codes
        if code in known
    )


def present_row(actor: Actor, one: Busload) -> BusloadRow:
    """Return the row of a counted bus."""
    at = to_local(one.at, get_zone(actor.post.zone))
    vehicle = get_list("vehicle").label(one.vehicle, current_language()) if one.vehicle else ""
    title = " · ".join(words for words in (" ".join((vehicle, one.vehicle_id)).strip(), one.from_place) if words)
    colours = tuple(
        (TRIAGE_LEVELS[colour], number)
        for colour in COLOURS
        if (number := sum(person.colour == colour for person in one.arrivals))
    )
    when = f"{format_day(at.date(), actor.today)} {at:%H:%M}"
    return BusloadRow(reverse("busload-people", args=[one.id.hex()]), title, when, one.people, colours)


def present_busload(
    actor: Actor,
    one: Busload,
    raw: FormData,
    problems: tuple[AnyProblem, ...] = (),
    ticket: TicketView | None = None,
    proposals: tuple[tuple[str, str], ...] = (),
) -> BusloadPage:
    """Return the page of one bus."""
    language = current_language()
    typed = {**initial_answers(actor), **raw}
    form = present_form(get_form(PERSON_FORM), typed, problems, language=language, today=actor.today)
    by_name, ticked = form.by_name, frozenset(get_values(raw, "sign"))
    counted = get_busload_form()
    asked = present_form(get_interview_form(), raw, problems, language=language, today=actor.today)
    return BusloadPage(
        row=present_row(actor, one),
        counts=tuple((counted.field(name).label(language), number) for name, number in one.counts.items()),
        signs=tuple((sign_label(code, language), number) for code, number in count_signs(one.arrivals).items()),
        green=max(0, one.people - len(one.arrivals)),
        needs=tuple(
            NeedRow(
                reverse("person", args=[person.person.hex()]),
                person.ticket,
                TRIAGE_LEVELS.get(person.colour),
                visit_label("", reserved=person.reserved, signs=person.signs),
            )
            for person in one.arrivals
        ),
        form=form,
        who=(replace(by_name["alias"], label=_("Name or alias"), needed=False, expected=False), by_name["sex"]),
        age=tuple(by_name[name] for name in AGE),
        questions=_questions(language, ticked),
        interview_title=asked.sections[0].title,
        interview=asked.sections[0].fields,
        interview_open=any(any(raw.get(one.name, ())) for one in asked.sections[0].fields),
        contact=tuple(replace(by_name[name], choices=_initial_choices(by_name[name])) for name in CONTACT),
        ticket=ticket,
        proposals=proposals,
        first_aid=_first_aid_address(actor),
    )


def _first_aid_address(actor: Actor) -> str:
    """Return the address of a session of psychological first aid; empty for a trade that holds none."""
    form, question, answer = first_aid()
    if not can_record(actor.staff, get_form(form)):
        return ""
    return reverse("work-form", args=[form], query={question: answer})


def _initial_choices(question: FieldView) -> tuple[Choice, ...]:
    """Return the choices of a first consent: given, refused, not asked yet."""
    return tuple(one for one in question.choices if one.code in FIRST_CONSENTS)


def _questions(language: str, ticked: frozenset[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            one.code,
            one.question(language),
            flags=one.colour,
            chosen=one.code in ticked,
            note=_hint(one.hints, language),
        )
        for one in list_signs(QUESTIONS)
    )


def _hint(hints: Mapping[str, str], language: str) -> str:
    return hints.get(language) or hints.get("es", "")
