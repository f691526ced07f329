"""The page of a person's choices, the door to a closed record, and the privacy notice."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.choices import Asked, ChoiceNotPossible, record_choice, record_opening
from posta.acts.care.forgetting import kept_until
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.choices.choice_words import ASKED, first_state, present_matters, present_openings
from posta.care.choices.request_rows import present_requests
from posta.catalog import choice_acts as c
from posta.chart.record.choices import list_choices
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.formkit.language import current_language
from posta.formkit.short_text import parse_short_text
from posta.ids import PersonId
from posta.mission.rules.choice_rule import may_decide
from posta.terms.lists import get_list
from posta.terms.notices import SPOKEN, get_notice, list_notices
from posta.web.formatting import format_date
from posta.web.notices.messages import translate_error
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import (
    clinician_required,
    get_person_or_404,
    load_post_names,
    load_staff_names,
    parse_id_or_404,
    redirect_after,
)

Raw = Mapping[str, Sequence[str]]
ANSWERED_BY = ("self", "guardian")
OTHER = "other"


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def edit_choices(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show what a person chose, with the sentences to read aloud; a POST records what they answer now."""
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    if request.method == "GET":
        return show_choices(request, actor, person)
    raw = dict(request.POST.lists())
    known = list_choices(actor.node.cursor, person.id)
    answers = {}
    for matter in (*ASKED, c.ANONYMOUS):
        state = "".join(raw.get(matter, ())[-1:])
        undecided = len({row.state for row in known.standing.get(matter, ())}) > 1
        if state in c.STATES[matter] and (undecided or state != first_state(person, known, matter)):
            answers[matter] = state
    said_by = request.POST.get("said_by", "")
    asked = Asked(get_notice(_spoken(request)).version, _spoken(request), said_by if said_by in ANSWERED_BY else "self")
    if not answers:  # saved unchanged: nothing to record
        return redirect_after(reverse("person", args=[code]))
    return redirect_after(reverse("person", args=[code]), record_choice(actor, person, answers, asked))


def show_choices(
    request: HttpRequest, actor: Actor, person: Person, *, error: str = "", wrong: str = "", typed: str = ""
) -> HttpResponse:
    """Return the page of choices; `wrong` names the small form that was refused, with its error and its words."""
    cursor, spoken = actor.node.cursor, _spoken(request)
    known, names = list_choices(cursor, person.id), (load_post_names(cursor), load_staff_names(cursor))
    context = {
        "person": present_patient_banner(person, actor, back=reverse("person", args=[person.id.hex()])),
        "code": person.id.hex(),
        "matters": present_matters(actor, person, known, spoken, names, {}),
        "notices": list_notices(),
        "spoken": spoken,
        "openings": present_openings(actor, known, *names),
        "requests": present_requests(actor, known.requests, names),
        "decides": may_decide(actor.staff.role),
        "restricted": c.RESTRICTED in person.wishes,
        "kept": format_date(until, "j M Y") if (until := kept_until(actor, person)) else "",
        "error": error,
        "wrong": wrong,
        "typed": typed,
    }
    return render(request, "care/choices/choices.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def open_record(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Ask why a closed record is opened, and open it for half an hour at this post; everybody can read the reason."""
    person = find_person(actor.node.cursor, PersonId(parse_id_or_404(code)))
    if person is None:
        raise Http404
    reason, other = request.POST.get("reason", ""), parse_short_text(request.POST.get("other", ""))
    error = other.error
    if request.method == "POST" and not error:
        listed = reason in {one.code for one in get_list("opening_reason").options} and reason != OTHER
        try:
            record_opening(actor, person, reason if listed else other.words)
        except ChoiceNotPossible as refused:
            error = translate_error(refused)
        else:
            log_chart_access(actor, person.id)
            return redirect_after(reverse("person", args=[code]))
    context = {
        "code": person.id.hex(),
        "short": person.code,
        "restricted": c.RESTRICTED in person.wishes,
        "reasons": [(one.code, one.labels[current_language()]) for one in get_list("opening_reason").options],
        "chosen": reason,
        "other": other.words,
        "error": error,
    }
    return render(request, "care/choices/open.html", context, status=422 if error else 200)


@require_GET
@clinician_required
def show_notice(request: HttpRequest, actor: Actor, language: str) -> HttpResponse:
    """Show the privacy notice in a language, to read aloud or to print."""
    if language not in SPOKEN:
        raise Http404
    return render(request, "care/choices/notice.html", {"notice": get_notice(language), "notices": list_notices()})


def _spoken(request: HttpRequest) -> str:
    """Return the language in which the sentences are read: asked for, or that of the screen."""
    asked = request.POST.get("lang") or request.GET.get("lang") or current_language()
    return asked if asked in SPOKEN else SPOKEN[0]
