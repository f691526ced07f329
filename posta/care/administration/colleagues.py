"""Colleagues: who works here until when, a new one, another role, new words, the end of the work."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posta.acts.colleagues import end_work, give_new_words, reappoint
from posta.acts.duty import Duty
from posta.acts.founding import appoint
from posta.care.administration import shown_once
from posta.care.administration.door import case_of, for_administrators, the_colleague
from posta.care.administration.forms import (
    Typed,
    blank_appointment,
    present_appointment,
    read_appointment,
    typed,
)
from posta.care.administration.present import present_colleague, present_colleagues
from posta.care.administration.stale import keep_touched, name_colleague, shown_by, tell_colleague
from posta.care.clinic import Taken
from posta.care.drafting import keep_if_short
from posta.care.posted import content_of, posted
from posta.care.signed_page import small_page
from posta.care.signing import once
from posta.care.words import language
from posta.clock import day_numbered
from posta.ids import StaffId
from posta.mission.posts import list_networks
from posta.mission.staff import Staff
from posta.node.middleware import session_of
from posta.seal.words import generate_words


@require_GET
@for_administrators
def colleagues(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Everybody ever appointed, those at work first."""
    working, ended = present_colleagues(duty)
    context = {"here": "colleagues", "working": working, "ended": ended}
    return render(request, "care/administration/colleagues.html", context)


@require_http_methods(["GET", "POST"])
@once
@for_administrators
def add(request: HttpRequest, duty: Duty) -> HttpResponse:
    """A new colleague: name, role, last day; then their words, once."""
    written, about_draft = small_page(request, duty, "admin/colleagues/new")
    raw = typed(written) if written else blank_appointment(duty.today)
    offered = list_networks(duty.desk.cursor)
    found, wrong = read_appointment(raw, duty.today, offered) if request.method == "POST" else (None, {})
    if found is None:
        form = present_appointment(raw, wrong, duty.today, offered)
        context = {"here": "colleagues", "form": form, **about_draft}
        return render(request, "care/administration/new_colleague.html", context, status=422 if wrong else 200)
    words, case = generate_words(found.language, duty.desk.random), case_of(request, duty)
    staff, _keys = appoint(duty.desk, case, found.name, found.role, words, by=duty.staff.id, until=found.until,
                           networks=found.networks)  # fmt: skip
    return _show_once(request, staff, words)


@require_GET
@for_administrators
def words(request: HttpRequest, duty: Duty, token: str) -> HttpResponse:
    """The words, the first time this address is opened and never again."""
    session = session_of(request)
    found = shown_once.take(token, session.token if session else "")
    if found is None:
        return render(request, "care/administration/words_gone.html", {"here": "colleagues"}, status=410)
    colleague = present_colleague(the_colleague(duty, found.colleague.hex()), duty)
    context = {"here": "colleagues", "words": found.text, "colleague": colleague}
    return render(request, "care/administration/words.html", context)


@require_http_methods(["GET", "POST"])
@once
@for_administrators
def one(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """One colleague: what they open, until when; another role or last day."""
    colleague, offered = the_colleague(duty, code), list_networks(duty.desk.cursor)
    written, about_draft = small_page(request, duty, _key(colleague))
    now, shown = _as_typed(colleague, offered), shown_by(written)
    raw = {**typed(written), "name": colleague.name} if written or request.method == "POST" else now
    changed = tell_colleague(shown, name_colleague(colleague, now))
    if changed:
        return _show(request, duty, colleague, keep_touched(raw, now, shown), {}, changed=changed, **about_draft)
    if request.method == "GET":
        return _show(request, duty, colleague, raw, {}, **about_draft)
    found, wrong = read_appointment(raw, duty.today, offered, named=False)
    if found is None:
        return _show(request, duty, colleague, raw, wrong, **about_draft)
    case, by = case_of(request, duty), duty.staff.id
    reappoint(duty.desk, case, colleague, found.role, until=found.until, by=by, networks=found.networks)
    return Taken(f"/admin/colleagues/{code}/")


@require_POST
@once
@for_administrators
def new_words(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Other words for a colleague, shown once; the old ones open nothing where the order has arrived."""
    colleague = the_colleague(duty, code)
    stale = _shown_again(request, duty, colleague)
    if stale is not None:
        return stale
    words = generate_words(language(), duty.desk.random)
    give_new_words(duty.desk, case_of(request, duty), colleague, words, by=duty.staff.id)
    return _show_once(request, colleague.id, words)


@require_POST
@once
@for_administrators
def end(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """A colleague's work ends today."""
    colleague = the_colleague(duty, code)
    stale = _shown_again(request, duty, colleague)
    if stale is not None:
        return stale
    end_work(duty.desk, case_of(request, duty), colleague, by=duty.staff.id)
    return Taken(f"/admin/colleagues/{code}/")


def _shown_again(request: HttpRequest, duty: Duty, colleague: Staff) -> HttpResponse | None:
    """The page with what stands now, if another administrator changed it since it was opened."""
    now = _as_typed(colleague, list_networks(duty.desk.cursor))
    written, about_draft = small_page(request, duty, _key(colleague))
    changed = tell_colleague(shown_by(written), name_colleague(colleague, now))
    return _show(request, duty, colleague, now, {}, changed=changed, **about_draft) if changed else None


def _show(request: HttpRequest, duty: Duty, colleague: Staff, raw: Typed, wrong: Typed, **more: object) -> HttpResponse:
    """The page of a colleague; `more` is what it shows of its draft, and what was `changed` meanwhile."""
    offered = list_networks(duty.desk.cursor)
    came_back = request.method == "POST"
    if came_back and content_of(posted(request)):  # whoever is called away before mending it finds it again
        keep_if_short(duty, _key(colleague), posted(request))
    context = {
        "here": "colleagues",
        "colleague": present_colleague(colleague, duty),
        "form": present_appointment(raw, wrong, duty.today, offered, named=False),
        "shown": name_colleague(colleague, _as_typed(colleague, offered)),
        "address": f"/{_key(colleague)}",
        **more,
    }
    return render(request, "care/administration/colleague.html", context, status=422 if came_back else 200)


def _key(colleague: Staff) -> str:
    """The name of the draft of a colleague's page."""
    return f"admin/colleagues/{colleague.id.hex()}/"


def _as_typed(colleague: Staff, offered: Iterable[str]) -> dict[str, str]:
    last = "" if colleague.until is None else f"{day_numbered(colleague.until):%d/%m/%Y}"
    networks = " ".join(colleague.networks or offered)
    return {"name": colleague.name, "role": colleague.role, "until": last, "language": "", "networks": networks}


def _show_once(request: HttpRequest, staff: StaffId, words: str) -> Taken:
    session = session_of(request)
    token = shown_once.keep(shown_once.Words(staff, words, session.token if session else ""))
    return Taken(f"/admin/colleagues/words/{token}")
