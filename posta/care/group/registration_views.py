"""Registers people who came together on one page, and says at which post they are expected next."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitNotPlanned
from posta.acts.care.family import record_family
from posta.care.display.duplicate_candidates import DuplicateCandidate, find_possible_duplicates
from posta.care.entry.next_stop import DAY, present_next_stop, read_next_stop
from posta.care.group.family_form import (
    NEW,
    ReadFamily,
    begin_row,
    initial_data,
    list_own_problems,
    present_family,
    read_family,
    to_members,
)
from posta.catalog.errors import InvalidAnswers, InvalidValue, Problem
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.formkit.field_names import FormData
from posta.formkit.form_data import get_form_data
from posta.formkit.problem_messages import error_message
from posta.formkit.row_buttons import apply_row_action
from posta.ids import ID_SIZE, PersonId
from posta.web.notices.messages import translate_error
from posta.web.pages.draft_state import present_draft_state
from posta.web.pages.drafts import LoadedDraft, load_draft, save_draft_if_short
from posta.web.pages.idempotency import idempotent
from posta.web.pages.page_instance import continue_page
from posta.web.view_helpers import DoneRedirect, clinician_required

KEY = "groups/new"  # the name of its draft
Matches = Mapping[str, tuple[DuplicateCandidate, ...]]


@require_http_methods(["GET", "POST"])
@idempotent
@clinician_required
def new_family(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return the form; a POST registers everybody, unless an answer is missing or somebody is known already."""
    if request.method == "GET":
        kept = load_draft(request, actor, KEY)
        return _show(request, actor, kept.raw if kept else initial_data(), kept=kept)
    raw = get_form_data(request)
    changed = apply_row_action(raw)
    if changed is not None:
        return _show(request, actor, begin_row(changed))
    if "nothing" in raw:  # Enter in a text box without JavaScript registers nobody
        save_draft_if_short(actor, KEY, raw)
        return _show(request, actor, raw)
    return _register(request, actor, raw)


def _register(request: HttpRequest, actor: Actor, raw: FormData) -> HttpResponse:
    read = read_family(actor, raw)
    problems = read.problems or (() if read.rows else (Problem("m.0.alias", "required"),))
    try:
        stop, wrong_day = read_next_stop(actor, raw), ""
    except InvalidValue as error:
        stop, wrong_day = None, error_message(Problem(DAY, error.rule, error.params))
    if problems or wrong_day:
        return _show(request, actor, raw, problems, wrong_day=wrong_day)
    known = _list_known(actor, read)
    matches = _find_matches(actor, read, known)
    if matches:
        return _show(request, actor, raw, matches=matches)
    try:
        party = record_family(actor, to_members(read, known), stop=stop)
    except InvalidAnswers as wrong:
        return _show(request, actor, raw, list_own_problems(actor, read, wrong.problems))
    except VisitNotPlanned as wrong:
        return _show(request, actor, raw, wrong_day=translate_error(wrong))
    return DoneRedirect(reverse("group", args=[party.hex()]))


def _list_known(actor: Actor, read: ReadFamily) -> dict[str, Person]:
    """Return the people registered before whom rows name, by row."""
    named = {one.key: bytes.fromhex(one.is_) for one in read.rows if _is_id(one.is_)}
    people = list_people(actor.node.cursor, named.values())
    return {key: people[id_] for key, id_ in named.items() if PersonId(id_) in people}


def _is_id(text: str) -> bool:
    return len(text) == 2 * ID_SIZE and all(letter in "0123456789abcdef" for letter in text)


def _find_matches(actor: Actor, read: ReadFamily, known: Mapping[str, Person]) -> Matches:
    """Return the people known already who may be meant by rows that name nobody yet."""
    asked = (one for one in read.rows if one.key not in known and one.is_ != NEW)
    found = ((one.key, find_possible_duplicates(actor, one.answers)) for one in asked)
    return {key: matches for key, matches in found if matches}


def _show(
    request: HttpRequest,
    actor: Actor,
    raw: FormData,
    problems: tuple[Problem, ...] = (),
    *,
    matches: Matches | None = None,
    wrong_day: str = "",
    kept: LoadedDraft | None = None,
) -> HttpResponse:
    wrong = bool(problems or matches or wrong_day)
    if wrong:  # so that an interruption loses nothing, also without a script
        save_draft_if_short(actor, KEY, raw)
    context = {
        "form": present_family(raw, actor, problems, matches),
        "matches": bool(matches),
        "next_stop": present_next_stop(actor, raw, wrong_day),
        "form_id": "entry",
        "key": KEY,
        "opening": continue_page(raw, actor.node.clock.millis()),
        "draft": present_draft_state(KEY, kept, actor),
    }
    return render(request, "care/group/new.html", context, status=422 if wrong else 200)
