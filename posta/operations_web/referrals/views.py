"""The lists of referrals, and one of them with its acts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.operations.referral_steps import (
    REASON_LISTS,
    find_readable_referral,
    list_possible_acts,
    record_referral_step,
)
from posta.catalog.bounds import LONGEST_LINE
from posta.chart.history.entry_content import decrypt_entries
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.operations.referrals.opening import get_opening_form
from posta.operations.referrals.referral_lists import Referral
from posta.operations_web.referrals.referral_pages import (
    INBOX,
    LISTS,
    NOTHING_TRIED,
    RefusedStep,
    list_names_of,
    present_list,
    present_referral,
)
from posta.terms.lists import get_list
from posta.web.notices.messages import translate_error
from posta.web.pages.idempotency import idempotent
from posta.web.session.current_actor import log_chart_access
from posta.web.view_helpers import (
    check_record_open,
    clinician_required,
    parse_id_or_404,
    read_number,
    redirect_after,
)


@require_GET
@clinician_required
def list_referrals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show one list of referrals: received here, sent from here, a colleague's own, or all that are open."""
    offered = list_names_of(actor)
    asked, start = request.GET.get("list", INBOX), read_number(request.GET.get("from", "")) or 0
    which = asked if asked in dict(offered) else INBOX
    context = present_list(actor, which, start)
    return render(request, "operations_web/referrals.html", {"lists": offered, "which": which, **context})


@require_GET
@clinician_required
def show_referral(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show one referral, and log that the person's record was opened."""
    return _show(request, actor, *find_or_404(actor, code))


@require_POST
@idempotent
@clinician_required
def move_referral(request: HttpRequest, actor: Actor, code: str, act: str) -> HttpResponse:
    """Do an act on a referral; what is refused is shown again as it was typed."""
    referral, person = find_or_404(actor, code)
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "").strip()
    listed = REASON_LISTS.get(act)
    tried = RefusedStep(act, reason, note)
    if (reason or note) and act not in list_possible_acts(actor, referral):  # somebody moved it on meanwhile
        return _show(request, actor, referral, person, translate_error(Refused("referral_not_now")), tried)
    if listed and reason not in {option.code for option in get_list(listed).options}:
        return _show(request, actor, referral, person, _("Choose a reason."), tried)
    if len(note) > LONGEST_LINE:
        wrong = _("Write at most %(limit)s characters.") % {"limit": LONGEST_LINE}
        return _show(request, actor, referral, person, wrong, tried)
    entry = record_referral_step(actor, referral, act, reason=reason if listed else "", note=note)
    return redirect_after(reverse("referral", args=[code]), entry)


def find_or_404(actor: Actor, code: str) -> tuple[Referral, Person]:
    """Return a referral and its person. Raises Refused for one that is sealed to this session."""
    referral = find_readable_referral(actor, EntryId(parse_id_or_404(code)))
    person = find_person(actor.node.cursor, referral.person) if referral and referral.person else None
    if referral is None or person is None:
        raise Http404
    check_record_open(actor, person, agreed=True)
    return referral, person


def read_answers(actor: Actor, referral: Referral) -> dict[str, object]:
    """Return the answers of the form of a referral, as far as this session reads them."""
    content = decrypt_entries(actor.node.cursor, [referral.entry], actor.node.keyring).get(referral.entry)
    return dict(content.forms.get(get_opening_form().name, {})) if content else {}


def _show(
    request: HttpRequest,
    actor: Actor,
    referral: Referral,
    person: Person,
    wrong: str = "",
    tried: RefusedStep = NOTHING_TRIED,
) -> HttpResponse:
    log_chart_access(actor, person.id)
    page = present_referral(actor, referral, person, read_answers(actor, referral), tried)
    context = {**page, "wrong": wrong, "lists": LISTS}
    return render(request, "operations_web/referral.html", context, status=422 if wrong else 200)
