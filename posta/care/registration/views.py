"""Registering somebody: one page, one button, and near matches shown once before it is done."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from posta.acts.arrival import record_arrival
from posta.acts.duty import Duty
from posta.acts.registration import record_companionship, record_person
from posta.care.ages import disagreeing_age
from posta.care.arrivals import read_coming
from posta.care.clinic import for_carers, id_from, taken, the_person
from posta.care.comings import present_coming
from posta.care.drafting import Kept, keep_if_short, rest, restore
from posta.care.fields.present import present_form
from posta.care.fields.read import read_form
from posta.care.fields.rows import with_rows_changed
from posta.care.header import head_of
from posta.care.matches import Match, near_matches
from posta.care.opening import opening_of
from posta.care.posted import posted
from posta.care.registration.arrange import arrange, begin, common_countries, without_name
from posta.care.signed_page import draft_of
from posta.care.signing import once
from posta.care.words import language
from posta.catalog.errors import InvalidAnswers
from posta.catalog.form import get_form
from posta.chart.parties import find_party_of
from posta.chart.people import Person
from posta.chart.registers import find_person
from posta.ids import EntryId, PersonId

Raw = Mapping[str, list[str]]


@require_http_methods(["GET", "POST"])
@once
@for_carers
def new_person(request: HttpRequest, duty: Duty) -> HttpResponse:
    """The form; what is posted to it registers, unless somebody alike is known or something is missing."""
    raw = dict(request.POST.lists())
    if "start" in raw:
        return _page(request, duty, begin(request.POST.get("typed", ""), _family(request, duty)))
    if request.method == "GET":
        kept = restore(request, duty, key_of(request))
        return _page(request, duty, kept.raw if kept else begin("", _family(request, duty)), kept=kept)
    changed = with_rows_changed(raw)
    if changed is not None:
        return _page(request, duty, changed)
    if "nothing" in raw:  # Enter in a text box without JavaScript: a slip of the thumb registers nobody
        keep_if_short(duty, key_of(request), raw)
        return _page(request, duty, raw)
    if "anonymous" in raw:
        return _page(request, duty, raw | {"alias": [without_name()]})
    return _register(request, duty, raw)


def key_of(request: HttpRequest) -> str:
    """The name of the draft of an undone registration: the address, with whom they travel."""
    along = next((f"?{name}={request.GET[name]}" for name in ("with", "party") if name in request.GET), "")
    return f"people/new{along}"


def _register(request: HttpRequest, duty: Duty, raw: Raw) -> HttpResponse:
    answers, problems = read_form(get_form("person"), raw, today=duty.today)
    unkept = read_coming(request.POST.dict(), only_registers="only" in raw).error
    problems = problems or disagreeing_age(answers, duty.today)
    if problems or unkept:
        return _page(request, duty, raw, problems, error=unkept)
    if "anyway" not in raw:
        matches = near_matches(duty, answers)
        if matches:
            return _page(request, duty, raw, matches=matches)
    try:
        person, entry = _record(duty, answers, request)
    except InvalidAnswers as wrong:
        return _page(request, duty, raw, wrong.problems)
    return taken(f"/people/{person.hex()}/", entry)


def _record(duty: Duty, answers: Mapping[str, object], request: HttpRequest) -> tuple[PersonId, EntryId]:
    """Everything one submit says, or nothing of it."""
    with duty.desk.transaction():
        person_id, entry = record_person(duty, answers, party=_party(request, duty))
        if "only" not in request.POST:
            person = find_person(duty.desk.cursor, person_id)
            assert person is not None
            coming = read_coming(request.POST.dict())
            record_arrival(duty, person, reason=coming.reason, colour=coming.colour, reserved=coming.reserved)
        rest(duty, key_of(request), entry, posted(request))
    return person_id, entry


def _party(request: HttpRequest, duty: Duty) -> bytes | None:
    """The party of the companion, begun now if they travelled alone until now; or the group of the address."""
    if group := request.GET.get("party"):
        return id_from(group)
    companion = _companion(request, duty)
    if companion is None:
        return None
    party = find_party_of(duty.desk.cursor, companion.id)
    if party is None:
        party = duty.desk.random(16)
        record_companionship(duty, companion, party)
    return party


def _companion(request: HttpRequest, duty: Duty) -> Person | None:
    code = request.GET.get("with", "")
    return the_person(duty, code) if code else None


def _family(request: HttpRequest, duty: Duty) -> Mapping[str, object] | None:
    companion = _companion(request, duty)
    return companion.answers if companion else None


def _page(
    request: HttpRequest,
    duty: Duty,
    raw: Raw,
    problems: tuple = (),
    matches: tuple[Match, ...] = (),
    *,
    kept: Kept | None = None,
    error: str = "",
) -> HttpResponse:
    form = present_form(
        get_form("person"), raw, problems, language=language(), top_codes=common_countries(language()), today=duty.today
    )
    companion, key = _companion(request, duty), key_of(request)
    if problems or matches or error:  # whoever is called away before mending it finds it again, also without a script
        keep_if_short(duty, key, raw)
    context = {
        "form": form,
        "layout": arrange(form),
        "coming": present_coming(raw, error),
        "matches": matches,
        "companion": head_of(companion, duty, alarms=(), pregnancy=()) if companion else None,
        "action": f"/{key}",
        "form_id": "entry",
        "key": key,
        "opening": opening_of(raw, duty.desk.clock.millis()),
        "draft": draft_of(key, kept, duty),
    }
    return render(request, "care/registration/new.html", context, status=422 if problems or matches or error else 200)
