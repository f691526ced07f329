"""The letter of a referral, A5, with a reply to tear off: what the person agreed to share, and nothing else.

It says a code, by which the answer is noted, and the name only where the person agreed and the referral is not sealed.
It names no illness: the reason in words stands on it where the person agreed to share it, never a diagnosis. The
person's own part is in their language.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from posta.acts.actor import Actor
from posta.chart.record.person import Person
from posta.ids import format_short_code
from posta.operations.referrals.referral_lists import Referral
from posta.operations_web.referrals.destination_names import DestinationNames, load_destination_names
from posta.operations_web.referrals.referral_pages import label_of
from posta.operations_web.referrals.views import find_or_404, read_answers
from posta.terms.print_phrases import PRINT_LANGUAGES, is_reviewed, say
from posta.web.formatting import format_date, to_local_day
from posta.web.printing import LETTER, read_print_language
from posta.web.session.current_actor import log_chart_access, log_print
from posta.web.view_helpers import clinician_required, load_staff_names

LANGUAGE_CODES = {"es": "es-mx", "en": "en", "fr": "fr"}


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What is printed: code and day, from and to, and what the person agreed to share."""

    code: str
    day: str
    sender: str
    post: str
    to: str
    area: str
    hours: str
    name: str
    reason: str
    urgency: str
    note: str


@require_GET
@clinician_required
def show_letter(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Return the letter to print; that it was opened goes to the access log, as a chart does."""
    referral, person = find_or_404(actor, code)
    log_chart_access(actor, person.id)
    log_print(actor, LETTER, person.id)
    spoken = read_print_language(request, person)
    names, answers = load_destination_names(actor.node.cursor), read_answers(actor, referral)
    letter = build_letter(actor, referral, person, answers, names)
    context = {
        "letter": letter, "own": say_own_part(referral, names, spoken), "spoken": spoken, "unread": not is_reviewed(spoken),
        "languages": PRINT_LANGUAGES.items(), "code": code, "sealed": referral.sealed,
    }  # fmt: skip
    return render(request, "operations_web/letter.html", context)


def say_own_part(one: Referral, names: DestinationNames, spoken: str) -> tuple[str, str]:
    """Return the person's part in their language: its beginning, and what to do."""
    partner = names.partners.get(one.to_code)
    with translation.override(
        LANGUAGE_CODES.get(spoken, LANGUAGE_CODES["es"])
    ):  # a kind of place, where it has no name
        to = names.name_of(one.to_code) or label_of("to_type", one.to_type)
    hours = say("hours", spoken, hours=partner.hours) if partner and partner.hours else ""
    rest = (say("go_to", spoken, to=to), hours, say("come_back", spoken))
    return say("for_you", spoken), " ".join(words for words in rest if words)


def build_letter(
    actor: Actor, one: Referral, person: Person, answers: Mapping[str, object], names: DestinationNames
) -> Letter:
    """Return what is printed of a referral, in the language that is active."""
    codes = answers.get("shared")
    shared = frozenset(codes) if isinstance(codes, list | tuple) else frozenset()
    partner = names.partners.get(one.to_code)
    return Letter(
        code=format_short_code(one.id),
        day=format_date(to_local_day(actor, one.sent), "j F Y"),
        sender="" if one.sealed else load_staff_names(actor.node.cursor).get(one.author or b"", ""),
        post=names.post_name(one.post),
        to=names.name_of(one.to_code) or label_of("to_type", one.to_type),
        area=partner.area if partner else "",
        hours=partner.hours if partner else "",
        name=person.name if "name" in shared and not one.sealed else "",
        reason=label_of("reason", one.reason) if "reason" in shared and not one.sealed else "",
        urgency=label_of("urgency", one.urgency),
        note=str(answers.get("outcome") or "") if "summary" in shared and not one.sealed else "",
    )
