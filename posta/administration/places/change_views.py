"""The pages that change places: a new one, its facts, its opening, its services, and the computers that serve it."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from posta.acts.actor import Actor
from posta.acts.mission import places as acts
from posta.acts.mission.places import PlaceFacts, PlaceRefused
from posta.administration.places.place_access import get_place_or_404, place_leader_required
from posta.administration.places.place_forms import (
    facts_of,
    list_municipality_choices,
    list_zone_choices,
    present_facts,
    present_opening,
    present_period,
    present_precision,
    read_day,
    read_facts,
    read_period,
    read_text,
)
from posta.administration.places.present import present_place
from posta.administration.places.where import remember_place
from posta.clock import get_zone, local_day, to_epoch_day
from posta.formkit.choices import Choice
from posta.formkit.form_data import get_form_data
from posta.formkit.short_text import parse_short_text
from posta.ids import FeedId
from posta.mission.places.place_tables import list_all_served
from posta.mission.places.service_calendar import STATES, CalendarRefused
from posta.mission.posts import Post, list_devices, list_networks, list_posts
from posta.mission.rules.place_rule import check_can_change_place, is_centre
from posta.web.notices.messages import translate_error
from posta.web.pages.idempotency import idempotent
from posta.web.pages.page_instance import continue_page
from posta.web.view_helpers import DoneRedirect, parse_id_or_404


@require_http_methods(["GET", "POST"])
@idempotent
@place_leader_required
def place_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Add a place, with the services that begin there; the colleague who adds one at a post says next where they are."""
    raw, central = get_form_data(request), _is_central(actor)
    wrong = ""
    if request.method == "POST":
        opened = read_day(raw, "opened")
        facts, networks = read_facts(raw), raw.get("networks", [])
        try:
            if opened.error:
                raise _NotADay(opened.error)
            number = acts.record_place(
                actor, facts, networks=networks, opened=opened.day, services=raw.get("services", [])
            )
            remember_place(number)
            there = opened.day is None or opened.day <= to_epoch_day(actor.today)
            return DoneRedirect(reverse("place", args=[number]) if central or not there else reverse("where"))
        except (PlaceRefused, _NotADay) as error:
            wrong = _words(error)
    facts = read_facts(raw) if raw else PlaceFacts("", "", *_usual(actor))
    context = {
        "here": "places",
        "outside": not central,
        "form": present_facts(facts, list_networks(actor.node.cursor) if central else None, raw.get("networks", ())),
        "precision": present_precision(facts.precision) if central else None,
        "beginning": present_opening(
            raw.get("services", ()), read_text(raw, "opened") if raw else f"{actor.today:%d/%m/%Y}", actor.today
        ),
        "municipalities": list_municipality_choices(facts.municipality),
        "zones": list_zone_choices(facts.zone, actor.now),
        "wrong": wrong,
        "opening": continue_page(raw, actor.node.clock.millis()),
    }
    return render(request, "administration/places/new.html", context, status=422 if wrong else 200)


@require_POST
@idempotent
@place_leader_required
def place_facts(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Change the name of a place, where it lies, its zone, or what of it is public."""
    post, raw = get_place_or_404(actor, number), get_form_data(request)
    facts = read_facts(raw)
    return _attempt(request, actor, post, "facts", lambda: acts.record_place_change(actor, post, facts), facts=facts)


@require_POST
@idempotent
@place_leader_required
def place_opening(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Close a place from a day on, or open it again."""
    post, raw = get_place_or_404(actor, number), get_form_data(request)
    day, reason = read_day(raw, "day"), parse_short_text(read_text(raw, "reason"))
    since = day.day if day.day is not None else to_epoch_day(_today(post, actor))
    record = acts.record_closing if post.is_open_on(to_epoch_day(_today(post, actor))) else acts.record_reopening
    error = day.error or reason.error
    return _attempt(request, actor, post, "opening", lambda: record(actor, post, since, reason.words), error=error)


@require_POST
@idempotent
@place_leader_required
def place_service(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Write a new period of a service."""
    post, raw = get_place_or_404(actor, number), get_form_data(request)
    period, error = read_period(raw)
    return _attempt(request, actor, post, "service", lambda: acts.record_service(actor, post, period), error=error)


@require_POST
@idempotent
@place_leader_required
def place_service_change(request: HttpRequest, actor: Actor, number: int, code: str) -> HttpResponse:
    """Change a service from a day on, end it, or remove a period that was written by mistake."""
    post, raw, period = get_place_or_404(actor, number), get_form_data(request), parse_id_or_404(code)
    day, state = read_day(raw, "day"), read_text(raw, "state")
    since = day.day if day.day is not None else to_epoch_day(_today(post, actor))
    if state == "cancel":
        return _attempt(request, actor, post, code, lambda: acts.record_service_cancellation(actor, post, period))
    error = day.error or ("" if state in STATES else _("Choose what becomes of the service."))
    return _attempt(
        request, actor, post, code, lambda: acts.record_service_state(actor, post, period, state, since), error=error
    )


@require_POST
@idempotent
@place_leader_required
def place_computers(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Say which computers serve a place beside their own."""
    check_can_change_place(actor.node.cursor, actor.node.device.feed, actor.staff)
    post, raw = get_place_or_404(actor, number), get_form_data(request)
    ticked = {FeedId(parse_id_or_404(one)) for one in raw.get("computers", ())}

    def record() -> None:
        served = list_all_served(actor.node.cursor)
        for device in list_devices(actor.node.cursor):
            now = served.get(device.feed, frozenset())
            if device.post not in (None, number) and (number in now) != (device.feed in ticked):
                after = now | {number} if device.feed in ticked else now - {number}
                acts.record_device_places(actor, device.feed, after)

    return _attempt(request, actor, post, "computers", record)


def render_place(
    request: HttpRequest,
    actor: Actor,
    post: Post,
    *,
    wrong: str = "",
    tried: str = "",
    facts: PlaceFacts | None = None,
) -> HttpResponse:
    """Return the page of one place; what was wrong stands in the form that was `tried`, with what was typed there."""
    typed = get_form_data(request) if tried else {}
    shown, facts = present_place(actor, post), facts or facts_of(post)
    today = _today(post, actor)
    context = {
        "here": "places",
        "outside": not shown.may_change,
        "place": shown,
        "wrong": wrong,
        "tried": tried,
        "typed_day": read_text(typed, "day"),
        "typed_reason": read_text(typed, "reason"),
        "form": present_facts(facts),
        "precision": present_precision(facts.precision) if shown.may_change else None,
        "municipalities": list_municipality_choices(facts.municipality),
        "zones": list_zone_choices(facts.zone, actor.now),
        "period": present_period(typed if tried == "service" else {}, today),
        "today": f"{today:%d/%m/%Y}",
        "computers": _computers(actor, post) if shown.may_change else [],
    }
    return render(request, "administration/places/place.html", context, status=422 if wrong else 200)


class _NotADay(Exception):
    """A day that cannot be read; its text is the sentence to show."""


def _attempt(
    request: HttpRequest,
    actor: Actor,
    post: Post,
    tried: str,
    record: Callable[[], object],
    *,
    error: str = "",
    facts: PlaceFacts | None = None,
) -> HttpResponse:
    """Do what a form of the place asks and show the place; if refused, with the reason and what was typed."""
    if not error:
        try:
            record()
            return DoneRedirect(reverse("place", args=[post.number]))
        except (PlaceRefused, CalendarRefused) as refused:
            error = translate_error(refused)
    return render_place(request, actor, post, wrong=error, tried=tried, facts=facts)


def _words(error: Exception) -> str:
    return translate_error(error) if isinstance(error, PlaceRefused) else str(error)


def _is_central(actor: Actor) -> bool:
    return is_centre(actor.node.cursor, actor.node.device.feed, actor.staff)


def _usual(actor: Actor) -> tuple[str, str]:
    """Return municipality and zone of this post, which a new place of its team most likely shares."""
    return (actor.post.municipality, actor.post.zone) if actor.post.number else ("", actor.post.zone)


def _today(post: Post, actor: Actor) -> date:
    return local_day(actor.now, get_zone(post.zone))


def _computers(actor: Actor, post: Post) -> list[Choice]:
    """Return the computers of the networks of a place; the one that was enrolled for it serves it anyway."""
    served, found = list_all_served(actor.node.cursor), []
    known = {one.number: one for one in list_posts(actor.node.cursor)}
    for one in list_devices(actor.node.cursor):
        home = known.get(one.post or 0)
        if home is None or one.revoked is not None or home.number == post.number:
            continue
        if set(home.networks) & set(post.networks):
            found.append(Choice(one.feed.hex(), one.label, chosen=post.number in served.get(one.feed, ())))
    return found
