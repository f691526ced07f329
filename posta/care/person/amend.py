"""Amending what is known of a person, and choosing where posts disagree."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from posta.acts.duty import Duty
from posta.acts.registration import record_amendment
from posta.care.ages import disagreeing_age
from posta.care.amending import CHOICE, NOT_ASKED, SEEN, TAKE_BACK, as_shown, list_changes, name_seen, tell_unseen
from posta.care.answered import ANSWERED, name_answered
from posta.care.clinic import for_carers, post_names, staff_names, taken, the_person
from posta.care.drafting import Kept, keep_if_short, rest, restore
from posta.care.duty import note_reading
from posta.care.fields.choices import Choice
from posta.care.fields.present import present_form
from posta.care.fields.read import read_form
from posta.care.fields.rows import with_rows_changed
from posta.care.fields.typed import typed_from
from posta.care.header import head_of
from posta.care.opening import opening_of
from posta.care.person.present import conflicts_of
from posta.care.signed_page import draft_of
from posta.care.signing import once
from posta.care.words import language
from posta.catalog.errors import InvalidAnswers
from posta.catalog.form import get_form
from posta.chart.claims import has_sealed_answers
from posta.chart.people import Person
from posta.terms.places import label_of_place

COMMON = ("HN", "GT", "SV", "NI", "MX", "VE", "CU", "HT")
THEN = "consultation"  # the page that somebody came from in the middle of, and goes back to


@require_http_methods(["GET", "POST"])
@once
@for_carers
def edit_person(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """What is known of a person, to be put right."""
    person = the_person(duty, code)
    note_reading(duty, person.id)
    key = f"people/{code}/edit"
    if request.method == "GET":
        kept = restore(request, duty, key)
        return _page(request, duty, person, kept.raw if kept else _start(person), kept=kept)
    raw = dict(request.POST.lists())
    changed = with_rows_changed(raw)
    if changed is not None:
        return _page(request, duty, person, changed)
    answers, problems = read_form(get_form("person"), raw, today=duty.today)
    if problems := problems or disagreeing_age(answers, duty.today):
        return _page(request, duty, person, raw, problems)
    shown = as_shown(duty, person, raw)
    if shown.undone:
        return _page(request, duty, person, {**raw, SEEN: [name_seen(person)]}, undone=True)
    new, after = list_changes(shown, answers, raw), _after(request, code)
    if not new:  # saved as it was: nothing to write down
        return taken(after)
    try:
        with duty.desk.transaction():
            entry = record_amendment(duty, shown.person, new)
            rest(duty, key, entry, raw)
    except InvalidAnswers as error:
        return _page(request, duty, person, raw, error.problems)
    return taken(after, entry)


def _after(request: HttpRequest, code: str) -> str:
    """The page to go to afterwards, and back to: the person's, or the consultation that was left to ask something."""
    asked = THEN in (request.GET.get("then"), request.POST.get("then"))
    return f"/people/{code}/{THEN if asked else ''}"


def _start(person: Person) -> dict[str, list[str]]:
    return typed_from(get_form("person"), person.answers) | {
        SEEN: [name_seen(person)], ANSWERED: [name_answered({"person": person.answers})]
    }  # fmt: skip


def _page(
    request: HttpRequest,
    duty: Duty,
    person: Person,
    raw: Mapping[str, list[str]],
    problems: tuple = (),
    *,
    kept: Kept | None = None,
    undone: bool = False,
) -> HttpResponse:
    top = {"country_origin": tuple(Choice(one, label_of_place(one, language())) for one in COMMON)}
    form = present_form(get_form("person"), raw, problems, language=language(), top_codes=top, today=duty.today)
    cursor, after, key = duty.desk.cursor, _after(request, person.id.hex()), f"people/{person.id.hex()}/edit"
    if problems:  # whoever is called away before mending it finds it again, also without a script
        keep_if_short(duty, key, raw)
    shown = as_shown(duty, person, raw).person
    context = {
        "form": form,
        "fields": tuple(one for one in form.fields if one.name not in NOT_ASKED),
        "conflicts": conflicts_of(duty, shown, post_names(cursor), staff_names(cursor)),
        "seen": "".join(raw.get(SEEN, ())[:1]) or name_seen(person),
        "answered": "".join(raw.get(ANSWERED, ())[:1]),
        "chosen": frozenset(raw.get(f"{CHOICE}{name}", [""])[0] for name in shown.conflicts),
        "meanwhile": tell_unseen(duty, person, raw),
        "undone": undone,
        "take_back": bool(raw.get(TAKE_BACK)),
        "phone": has_sealed_answers(cursor, person, duty.desk.keyring),
        "person": head_of(person, duty, back=after),
        "then": THEN if after.endswith(THEN) else "",
        "form_id": "entry",
        "key": key,
        "opening": opening_of(raw, duty.desk.clock.millis()),
        "draft": draft_of(key, kept, duty),
    }
    return render(request, "care/people/edit.html", context, status=422 if problems or undone else 200)
