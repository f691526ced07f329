"""The directory of partners: everybody who gives care reads it, administrators and team leaders write it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.actor import Actor
from posta.acts.operations.directory_entry import create_partner_code, record_directory_entry
from posta.catalog.operation_acts import DirectoryEntry
from posta.clock import from_epoch_day
from posta.formkit.language import current_language
from posta.mission.errors import Refused
from posta.mission.rules.permissions import can_give_care, can_keep_directory, check_can_keep_directory
from posta.operations.directory.partners import find_partner, fits_words, list_partners
from posta.operations.referrals.opening import get_opening_form
from posta.operations_web.directory.partner_form import (
    LINES,
    PartnerForm,
    build_entry,
    fill_partner_form,
    list_codes,
    read_partner_form,
)
from posta.terms.lists import get_list
from posta.web.formatting import format_day
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import get_actor
from posta.web.view_helpers import DoneRedirect


@require_GET
def show_directory(request: HttpRequest) -> HttpResponse:
    """Show the partners that fit some words, with what is known of them."""
    actor = _get_reader(request)
    words = request.GET.get("q", "").strip()
    rows = [_row(one, actor) for one in list_partners(actor.node.cursor) if fits_words(words, _texts(one))]
    context = {"rows": rows, "words": words, "keeps": can_keep_directory(actor.staff)}
    return render(request, "operations_web/directory.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def add_partner(request: HttpRequest) -> HttpResponse:
    """Add a partner."""
    actor = get_actor(request)
    check_can_keep_directory(actor.staff)
    return _handle(request, actor, None)


@require_http_methods(["GET", "POST"])
@idempotent
def edit_partner(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is known of a partner today: changed, verified, or closed."""
    actor = get_actor(request)
    check_can_keep_directory(actor.staff)
    partner = find_partner(actor.node.cursor, code)
    if partner is None:
        raise Http404
    return _handle(request, actor, partner)


def _handle(request: HttpRequest, actor: Actor, partner: DirectoryEntry | None) -> HttpResponse:
    if request.method != "POST":
        return _show(request, fill_partner_form(partner), partner)
    form = read_partner_form(request.POST.dict())
    if form.errors:
        return _show(request, form, partner)
    code = partner.code if partner else create_partner_code(actor, form.values["name"])
    record_directory_entry(actor, build_entry(code, form, partner, actor.today))
    return DoneRedirect(reverse("directory"))


def _show(request: HttpRequest, form: PartnerForm, partner: DirectoryEntry | None) -> HttpResponse:
    language = current_language()
    kinds = get_list(get_opening_form().field("to_type").coded_list or "")
    costs = get_list("directory_cost")
    context = {
        "title": partner.name if partner else _("Add a partner"),
        "lines": [
            (name, _(words), form.values.get(name, ""), form.errors.get(name, "")) for name, words in LINES.items()
        ],
        "kinds": [(code, kinds.label(code, language), form.values.get("kind") == code) for code in list_codes("kind")],
        "kind_error": form.errors.get("kind", ""),
        "costs": [(code, costs.label(code, language), form.values.get("cost") == code) for code in list_codes("cost")],
        "closed": bool(form.values.get("closed")),
        "known": partner is not None,
        "wrong": bool(form.errors),
    }
    return render(request, "operations_web/partner.html", context, status=422 if form.errors else 200)


def _get_reader(request: HttpRequest) -> Actor:
    """Return who reads the directory: those who give care, and those who keep it."""
    actor = get_actor(request)
    if not (can_give_care(actor.staff) or can_keep_directory(actor.staff)):
        raise Refused("role_opens_no_records")
    return actor


def _row(one: DirectoryEntry, actor: Actor) -> dict[str, object]:
    language = current_language()
    kinds = get_list(get_opening_form().field("to_type").coded_list or "")
    cost = get_list("directory_cost").label(one.cost, language) if one.cost else ""
    parts = [kinds.label(one.kind, language), one.area, one.hours, cost]
    asked = [", ".join(one.services), ", ".join(one.languages), one.papers]
    verified = format_day(from_epoch_day(one.verified), actor.today) if one.verified is not None else ""
    return {
        "name": one.name,
        "about": " · ".join(part for part in parts if part),
        "more": " · ".join(part for part in asked if part),
        "contact": one.contact,
        "verified": verified,
        "closed": one.closed,
        "href": reverse("directory-entry", args=[one.code]) if can_keep_directory(actor.staff) else "",
    }


def _texts(one: DirectoryEntry) -> tuple[str, ...]:
    kinds = get_list(get_opening_form().field("to_type").coded_list or "")
    return one.name, kinds.label(one.kind, current_language()), one.area, " ".join(one.services)
