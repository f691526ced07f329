"""Choosing where to send a person: the destinations most used as chips, a search that needs no script, and the form after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.catalog.operation_acts import DirectoryEntry
from posta.chart.record.person import Person
from posta.clock import DAY_MILLIS, from_epoch_day, to_epoch_day, to_millis
from posta.formkit.language import current_language
from posta.mission.posts import Post
from posta.operations.directory.partners import fits_words
from posta.operations.referrals.opening import TO_A_POST, get_opening_form, write_post_code
from posta.operations.referrals.referral_lists import list_usual_destinations
from posta.operations_web.referrals.destination_names import DestinationNames, load_destination_names
from posta.terms.lists import get_list
from posta.web.formatting import format_day, masked_name
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import clinician_required, get_person_or_404

USED_SINCE_DAYS = 90


@dataclass(frozen=True, slots=True, repr=False)
class Destination:
    """A post or partner to which a person can be referred: its name, what it offers, and the form that begins with it."""

    href: str
    name: str
    about: str
    verified: str
    code: str
    kind: str
    texts: tuple[str, ...]


@require_GET
@clinician_required
def choose_destination(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show where a person can be sent; each choice leads to the form, filled in with it."""
    person = get_person_or_404(actor, code)
    log_chart_access(actor, person.id)
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    names = load_destination_names(actor.node.cursor)
    offered = list(list_destinations(actor, person, names))
    since = to_millis(actor.now) - USED_SINCE_DAYS * DAY_MILLIS
    usual = list_usual_destinations(actor.node.cursor, actor.post.number, since)
    by_code = {one.code: one for one in offered}
    context = {
        "name": person.name,
        "veiled": masked_name(person),
        "back": reverse("person", args=[code]),
        "words": words,
        "kind": kind,
        "kinds": _list_kinds(offered),
        "usual": [by_code[one] for one in usual if one in by_code],
        "found": [one for one in offered if fits_words(words, one.texts) and kind in ("", one.kind)],
        "other": _form_address(person, {"to_type": kind} if _kind_label(kind) else {}),
        "asked": _kind_label(kind),
    }
    return render(request, "operations_web/destinations.html", context)


def list_destinations(actor: Actor, person: Person, names: DestinationNames) -> Iterator[Destination]:
    """Yield the posts that can read this person's record and are open today, without one's own, and open partners."""
    today = to_epoch_day(actor.today)
    for post in names.posts.values():
        if post.number != actor.post.number and person.network in post.networks and post.gives_care_from(today):
            yield _of_post(person, post, post.services_on(today).codes)
    for partner in names.partners.values():
        if not partner.closed:
            yield _of_partner(actor, person, partner)


def _of_post(person: Person, post: Post, services: Iterable[str]) -> Destination:
    code, kind = write_post_code(post.number), _kind_label(TO_A_POST)
    place = get_list("post_kind").label(post.kind, current_language()) if post.kind else kind
    offered = ", ".join(get_list("place_service").label(one, current_language()) for one in services)
    return Destination(
        _form_address(person, {"to_type": TO_A_POST, "to_name": code}), post.name,
        " · ".join(part for part in (place, offered) if part), "", code, TO_A_POST, (post.name, place, kind, offered),
    )  # fmt: skip


def _of_partner(actor: Actor, person: Person, one: DirectoryEntry) -> Destination:
    kind = _kind_label(one.kind)
    parts = [kind, one.area, one.hours, _cost_label(one.cost), one.papers]
    verified = ""
    if one.verified is not None:
        verified = _("verified %(day)s") % {"day": format_day(from_epoch_day(one.verified), actor.today)}
    return Destination(
        _form_address(person, {"to_type": one.kind, "to_name": one.code}), one.name,
        " · ".join(part for part in parts if part), verified, one.code, one.kind,
        (one.name, kind, one.area, " ".join(one.services)),
    )  # fmt: skip


def _form_address(person: Person, given: dict[str, str]) -> str:
    form = reverse("contact-form", args=[person.id.hex(), get_opening_form().name])
    return f"{form}?{urlencode(given)}" if given else form


def _list_kinds(offered: list[Destination]) -> list[tuple[str, str]]:
    return [(kind, _kind_label(kind)) for kind in dict.fromkeys(one.kind for one in offered)]


def _kind_label(kind: str) -> str:
    asked = get_opening_form().field("to_type").coded_list
    return get_list(asked).label(kind, current_language()) if asked and kind in get_list(asked) else ""


def _cost_label(cost: str) -> str:
    return get_list("directory_cost").label(cost, current_language()) if cost else ""
