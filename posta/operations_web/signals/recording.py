"""Recording a signal in seconds: what, where and how many; the rest is filled in, and can be changed.

The address may fill in more: a notice on the board says which illness, and how many people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.signal_recording import record_signal
from posta.catalog.bounds import LONGEST_WORD
from posta.catalog.errors import InvalidAnswers, Problem
from posta.clinical.surveillance.case_definitions import list_cluster_rules
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData
from posta.formkit.form_data import get_form_data
from posta.formkit.form_reader import read_form
from posta.formkit.known_values import gather_known
from posta.formkit.language import current_language
from posta.formkit.prefill import to_form_data
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form
from posta.formkit.short_text import ShortText, parse_short_text
from posta.mission.rules.permissions import check_can_record
from posta.operations.signals.report import get_report_form
from posta.terms.diagnoses import diagnosis_label
from posta.web.notices.signal_words import present_open_signals
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import redirect_after

FIRST = ("sig_type", "sig_dx", "sig_place", "n_aff")
FOLDED = ("sig_dt", "sig_src", "n_u5")
PREFILLED = ("sig_type", "sig_dx", "sig_place", "sig_src", "n_aff")
NOTE = "note"
DISEASE, MOST_CHIPS = "disease", 8
LIST, CHIPS = "picker", "chips"  # widgets of formkit
SOURCES = {"shelter_clinic": "shelter", "therapeutic_centre": "shelter", "coordination": "media"}
"""From whom a signal is usually known, by kind of place; at any other it is the clinic."""


@dataclass(frozen=True, slots=True, repr=False)
class RecordingPage:
    """What the page of a new signal shows: the questions before and in the fold, the words, what must be corrected."""

    first: tuple[FieldView, ...]
    folded: tuple[FieldView, ...]
    is_open: bool
    note: ShortText
    form: FormView


@require_http_methods(["GET", "POST"])
@idempotent
def record(request: HttpRequest) -> HttpResponse:
    """Show the page of a new signal, or record it and show it."""
    actor = get_actor(request)
    check_can_record(actor.staff, get_report_form())
    if request.method != "POST":
        return _show(request, actor, _begin(actor, request.GET.dict()), ShortText(""))
    raw = get_form_data(request)
    note = parse_short_text("".join(raw.get(NOTE, ())[-1:]))
    answers, problems = read_form(get_report_form(), raw, today=actor.today)
    if problems or note.error:
        return _show(request, actor, raw, note, problems)
    try:
        entry = record_signal(actor, answers, note.words)
    except InvalidAnswers as error:
        return _show(request, actor, raw, note, _own(error.problems))
    return redirect_after(reverse("signal", args=[entry.hex()]), entry)


def _begin(actor: Actor, given: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the answers that the place and the address give."""
    known = {
        "sig_dt": actor.now,
        "sig_place": actor.post.municipality,
        "sig_src": "chw" if actor.staff.role == "promoter" else SOURCES.get(actor.post.kind, "clinic"),
    }
    raw = to_form_data(get_report_form(), {name: value for name, value in known.items() if value})
    asked = {name: given.get(name, "") for name in PREFILLED}
    return raw | {name: [value] for name, value in asked.items() if value and len(value) <= LONGEST_WORD}


def _own(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    prefix = f"{get_report_form().name}."
    return tuple(replace(one, path=one.path.removeprefix(prefix)) for one in problems)


def _show(
    request: HttpRequest, actor: Actor, raw: FormData, note: ShortText, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    page = _present(actor, raw, note, problems)
    known = gather_known([present_open_signals(actor, "".join(raw.get("sig_place", ())[-1:]))])
    context = {"page": page, "back": reverse("signals"), "wrong": _wrong(page, problems), "known": known}
    return render(request, "operations_web/signal_new.html", context, status=422 if context["wrong"] else 200)


def _wrong(page: RecordingPage, problems: tuple[Problem, ...]) -> str:
    return _("Correct what is marked; nothing typed is lost.") if problems or page.note.error else ""


def _present(actor: Actor, raw: FormData, note: ShortText, problems: tuple[Problem, ...]) -> RecordingPage:
    tops = {"sig_dx": _usual_illnesses()}
    shown = present_form(
        get_report_form(), raw, problems, (), current_language(), top_codes=tops, today=actor.today
    )  # fmt: skip
    first = tuple(_as_chips(shown.by_name[name]) for name in FIRST if name in shown.by_name)
    folded = tuple(shown.by_name[name] for name in FOLDED if name in shown.by_name)
    return RecordingPage(first, folded, any(one.error for one in folded), note, shown)


def _as_chips(shown: FieldView) -> FieldView:
    """Return a list of few options as chips: one tap, and all of them are read at once."""
    return replace(shown, widget=CHIPS) if shown.widget == LIST else shown


def _usual_illnesses() -> tuple[Choice, ...]:
    """Return the illnesses that a post watches for, as chips: the first of each rule about an illness."""
    firsts = (rule.codes[0] for rule in list_cluster_rules() if rule.signal_type == DISEASE)
    codes = list(dict.fromkeys(firsts))[:MOST_CHIPS]
    return tuple(Choice(code, diagnosis_label(code, current_language())) for code in codes)
