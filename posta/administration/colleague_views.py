"""Colleagues: their appointments, a new colleague, another role, new five words, the end of their work."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posta.acts.actor import Actor
from posta.acts.mission.appointments import change_role, end_appointment, reset_passphrase
from posta.acts.mission.founding import issue_appointment
from posta.administration import one_time_secrets
from posta.administration.access import admin_keys, admin_required, get_colleague_or_404
from posta.administration.admin_lists import present_colleague, present_colleagues
from posta.administration.edit_conflicts import (
    describe_colleague_changes,
    encode_colleague,
    get_shown_state,
    merge_own_changes,
)
from posta.administration.forms import (
    SubmittedText,
    added_keys,
    empty_appointment_form,
    get_submitted,
    parse_appointment,
    present_appointment,
)
from posta.clock import from_epoch_day
from posta.formkit.form_data import get_form_data, without_buttons
from posta.formkit.language import current_language
from posta.ids import StaffId
from posta.mission.posts import list_networks
from posta.mission.staff import Staff
from posta.node.middleware import session_of
from posta.seal.passphrase import generate_passphrase
from posta.web.pages.draft_state import load_small_form
from posta.web.pages.drafts import save_draft_if_short
from posta.web.pages.idempotency import idempotent
from posta.web.view_helpers import DoneRedirect


@require_GET
@admin_required
def colleague_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return all colleagues ever appointed, those at work first."""
    working, ended = present_colleagues(actor)
    context = {"here": "colleagues", "working": working, "ended": ended}
    return render(request, "administration/colleagues.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
@admin_required
def colleague_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Appoint a new colleague: name, role, last day; then show their five words once."""
    written, about_draft = load_small_form(request, actor, "admin/colleagues/new")
    raw = get_submitted(written) if written else empty_appointment_form(actor.today)
    offered = list_networks(actor.node.cursor)
    found, wrong = parse_appointment(raw, actor.today, offered) if request.method == "POST" else (None, {})
    if found is None:
        form = present_appointment(raw, wrong, actor.today, offered)
        context = {"here": "colleagues", "form": form, **about_draft}
        return render(request, "administration/new_colleague.html", context, status=422 if wrong else 200)
    words, case = generate_passphrase(found.language, actor.node.random), admin_keys(request, actor)
    staff, _keys = issue_appointment(actor.node, case, found.name, found.role, words, by=actor.staff.id, until=found.until,
                           networks=found.networks, also=found.also, licence=found.licence)  # fmt: skip
    return _redirect_to_passphrase(request, staff, words)


@require_GET
@admin_required
def show_passphrase(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Return the five words, the first time this address is opened and never again."""
    session = session_of(request)
    found = one_time_secrets.pop_secret(token, session.token if session else "")
    if found is None:
        return render(request, "administration/words_gone.html", {"here": "colleagues"}, status=410)
    colleague = present_colleague(get_colleague_or_404(actor, found.colleague.hex()), actor)
    context = {"here": "colleagues", "words": found.text, "colleague": colleague}
    return render(request, "administration/words.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
@admin_required
def colleague_detail(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return one colleague: their access, their last day; change their role or last day."""
    colleague, offered = get_colleague_or_404(actor, code), list_networks(actor.node.cursor)
    written, about_draft = load_small_form(request, actor, _draft_key(colleague))
    now, shown = _as_submitted(colleague, offered), get_shown_state(written)
    raw = {**get_submitted(written), "name": colleague.name} if written or request.method == "POST" else now
    changed = describe_colleague_changes(shown, encode_colleague(colleague, now))
    if changed:
        return _show(request, actor, colleague, merge_own_changes(raw, now, shown), {}, changed=changed, **about_draft)
    if request.method == "GET":
        return _show(request, actor, colleague, raw, {}, **about_draft)
    found, wrong = parse_appointment(raw, actor.today, offered, named=False)
    if found is None:
        return _show(request, actor, colleague, raw, wrong, **about_draft)
    case, by = admin_keys(request, actor), actor.staff.id
    change_role(actor.node, case, colleague, found.role, until=found.until, by=by, networks=found.networks,
              also=found.also, licence=found.licence)  # fmt: skip
    return DoneRedirect(reverse("admin-colleague", args=[code]))


@require_POST
@idempotent
@admin_required
def colleague_new_passphrase(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Give a colleague new five words, shown once; the old ones open nothing where the order has arrived."""
    colleague = get_colleague_or_404(actor, code)
    stale = _show_if_changed(request, actor, colleague)
    if stale is not None:
        return stale
    words = generate_passphrase(current_language(), actor.node.random)
    reset_passphrase(actor.node, admin_keys(request, actor), colleague, words, by=actor.staff.id)
    return _redirect_to_passphrase(request, colleague.id, words)


@require_POST
@idempotent
@admin_required
def colleague_end(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """End a colleague's work today."""
    colleague = get_colleague_or_404(actor, code)
    stale = _show_if_changed(request, actor, colleague)
    if stale is not None:
        return stale
    end_appointment(actor.node, admin_keys(request, actor), colleague, by=actor.staff.id)
    return DoneRedirect(reverse("admin-colleague", args=[code]))


def _show_if_changed(request: HttpRequest, actor: Actor, colleague: Staff) -> HttpResponse | None:
    """Return the page with the current values, if another administrator changed them since it was opened."""
    now = _as_submitted(colleague, list_networks(actor.node.cursor))
    written, about_draft = load_small_form(request, actor, _draft_key(colleague))
    changed = describe_colleague_changes(get_shown_state(written), encode_colleague(colleague, now))
    return _show(request, actor, colleague, now, {}, changed=changed, **about_draft) if changed else None


def _show(
    request: HttpRequest, actor: Actor, colleague: Staff, raw: SubmittedText, wrong: SubmittedText, **more: object
) -> HttpResponse:
    """Return the page of a colleague; `more` is the state of its draft, `changed` what changed meanwhile."""
    offered = list_networks(actor.node.cursor)
    came_back = request.method == "POST"
    if came_back and without_buttons(get_form_data(request)):  # so that an interruption loses nothing
        save_draft_if_short(actor, _draft_key(colleague), get_form_data(request))
    context = {
        "here": "colleagues",
        "colleague": present_colleague(colleague, actor),
        "form": present_appointment(raw, wrong, actor.today, offered, named=False),
        "shown": encode_colleague(colleague, _as_submitted(colleague, offered)),
        "code": colleague.id.hex(),
        **more,
    }
    return render(request, "administration/colleague.html", context, status=422 if came_back else 200)


def _draft_key(colleague: Staff) -> str:
    """Return the name of the draft of a colleague's page."""
    return f"admin/colleagues/{colleague.id.hex()}/"


def _as_submitted(colleague: Staff, offered: Iterable[str]) -> dict[str, str]:
    last = "" if colleague.until is None else f"{from_epoch_day(colleague.until):%d/%m/%Y}"
    networks = " ".join(colleague.networks or offered)
    form = {"name": colleague.name, "role": colleague.role, "until": last, "language": "", "networks": networks}
    return form | {"also": added_keys(colleague), "licence": colleague.licence}


def _redirect_to_passphrase(request: HttpRequest, staff: StaffId, words: str) -> DoneRedirect:
    session = session_of(request)
    token = one_time_secrets.store_secret(
        one_time_secrets.OneTimePassphrase(staff, words, session.token if session else "")
    )
    return DoneRedirect(reverse("admin-passphrase", args=[token]))
