"""One entry in full, with its author: undo within 30 seconds, or mark it as an error later."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.acts.actor import Actor
from posta.acts.care.undo import (
    can_withdraw_entry,
    find_group_activity,
    mark_entered_in_error,
    record_undo,
    undo_group_activity,
)
from posta.acts.care.visits.correction import find_correction_obstacle
from posta.acts.operations.signal_acts import undo_signal_step
from posta.care.alerts.patient_banner import present_patient_banner
from posta.care.display.entries.answer_text import format_answers, format_changes
from posta.care.display.entries.entry_summary import summarise
from posta.care.display.entries.withdrawn_entries import present_refusal, present_withdrawal
from posta.catalog import kinds
from posta.catalog.frame import PERSON_FORM, VISIT_FORM
from posta.catalog.language.form import get_form
from posta.chart.board import find_board_act, find_open_arrival
from posta.chart.history.judged_withdrawals import find_withdrawn
from posta.chart.history.timeline import RevisionStatus, TimelineItem, find_item
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clinical.medicines.treatment import prescribed_in
from posta.formkit.language import current_language
from posta.formkit.short_text import parse_short_text
from posta.ids import EntryId
from posta.mission.rules.permissions import can_record
from posta.node.safe_display import with_fallback
from posta.operations.referrals.referral_lists import find_referral_of_step
from posta.operations.signals.signal_lists import find_signal_of_act
from posta.web.formatting import format_day, to_local_day, to_local_time
from posta.web.notices.messages import translate_code
from posta.web.pages.draft_state import load_small_form
from posta.web.pages.drafts import restore_after_undo
from posta.web.pages.idempotency import idempotent
from posta.web.placeholders import explain_unreadable, line_placeholder
from posta.web.session.current_actor import get_actor, log_chart_access
from posta.web.view_helpers import (
    check_record_open,
    clinician_required,
    load_post_names,
    load_staff_names,
    parse_id_or_404,
    redirect_after,
)

BANNER_FIELDS = frozenset({"post", "staff_role", "visit_dt"})
CORRECTABLE_KINDS = (kinds.ENCOUNTER, kinds.CORRECTION)


@dataclass(frozen=True, slots=True, repr=False)
class EntrySection:
    """One form of an entry, answer by answer."""

    title: str
    facts: tuple[tuple[str, str], ...]


@require_GET
@clinician_required
def show_entry(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show everything that this reader may read of an entry; of a reserved one only that it is reserved."""
    return _show(request, actor, code)


def _show(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    raw, about_draft = load_small_form(request, actor, f"entries/{code}/")
    reason = parse_short_text("".join(raw.get("reason", ())[-1:]))
    person, item = _find_entry_or_404(actor, EntryId(parse_id_or_404(code)))
    log_chart_access(actor, person.id)
    at = to_local_time(actor, item.occurred)
    who = load_staff_names(actor.node.cursor).get(item.author or b"", "")
    where = load_post_names(actor.node.cursor).get(item.post, "")
    withdrawn, refused = present_withdrawal(actor, item.entry), present_refusal(actor, item.entry)
    could_correct = withdrawn is None and refused is None and _may_record_all(actor, item)
    why_not_correct = find_correction_obstacle(actor, person.id, item.entry) if could_correct else ""
    context = {
        "person": present_patient_banner(person, actor, back=reverse("person", args=[person.id.hex()])),
        "title": summarise(item).what,
        "when": f"{format_day(to_local_day(actor, item.occurred), actor.today)}, {at:%H:%M}",
        "by": " · ".join(word for word in (where, who) if word),
        "sections": list_sections(item),
        "unshown": explain_unreadable(item.entry, item.broken) if item.broken else "",
        "item": item,
        "corrected": item.standing is RevisionStatus.CORRECTED and refused is None,
        "correct": reverse("correct", args=[code]) if could_correct and not why_not_correct else "",
        "why_not_correct": translate_code(why_not_correct),
        "prescription": _prescription_address(person, item),
        "error": reverse("entry-error", args=[code])
        if withdrawn is None and can_withdraw_entry(actor, item.entry)
        else "",
        "withdrawn": withdrawn,
        "refused": refused,
        "reason": reason,
        **about_draft,
    }
    return render(request, "care/people/entry.html", context, status=422 if reason.error else 200)


@require_POST
@idempotent
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Undo an entry recorded here within 30 seconds: about a person, or an activity of the post.

    Other trades record activities too.
    """
    entry, actor = EntryId(parse_id_or_404(code)), get_actor(request)
    if find_group_activity(actor, entry) is not None:
        with actor.node.transaction():
            undo_group_activity(actor, entry)
            form = restore_after_undo(actor, entry)
        return redirect_after(form or reverse("work-forms"))
    signal = find_signal_of_act(actor.node.cursor, entry)
    if signal is not None:
        undo_signal_step(actor, entry)
        return redirect_after(reverse("signal", args=[signal.id.hex()]))
    return _undo_person_entry(request, entry)


@clinician_required
def _undo_person_entry(request: HttpRequest, actor: Actor, entry: EntryId) -> HttpResponse:
    """Undo an entry about a person; a registration is undone with its arrival.

    Its author returns to the form with what they typed.
    """
    stepped = find_board_act(actor.node.cursor, entry)
    if stepped is not None:
        return _undo_all(actor, _find_person_or_404(actor, stepped.person), [entry], "")
    moved = find_referral_of_step(actor.node.cursor, entry)
    if moved is not None and moved.person is not None:
        back = reverse("referral", args=[moved.id.hex()])
        return _undo_all(actor, _find_person_or_404(actor, moved.person), [entry], back)
    person, item = _find_entry_or_404(actor, entry)
    first = item.kind == kinds.PERSON and len(person.assertions) == 1
    waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start) if first else None
    return _undo_all(actor, person, [*([waiting.arrival] if waiting else []), entry], reverse("home") if first else "")


def _undo_all(actor: Actor, person: Person, entries: list[EntryId], back: str) -> HttpResponse:
    """Undo all entries or none; what the last was signed from becomes a draft again."""
    with actor.node.transaction():
        undone = [record_undo(actor, person, entry) for entry in entries]
        form = restore_after_undo(actor, entries[-1])
    return redirect_after(form or back or reverse("person", args=[person.id.hex()]), undone[-1])


@require_POST
@idempotent
@clinician_required
def mark_error(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Mark an entry as made in error: it stays in the log, and no longer shows or counts."""
    person, item = _find_entry_or_404(actor, EntryId(parse_id_or_404(code)))
    reason = parse_short_text(request.POST.get("reason", ""))
    if reason.error:
        return _show(request, actor, code)
    if find_withdrawn(actor.node.cursor, item.entry) is not None:  # another page has marked it already
        return redirect_after(reverse("person", args=[person.id.hex()]))
    entry = mark_entered_in_error(actor, person, item.entry, reason.words or _("entered in error"))
    return redirect_after(reverse("person", args=[person.id.hex()]), entry)


def list_sections(item: TimelineItem) -> tuple[EntrySection, ...]:
    """Return the forms of an entry with every answer; nothing of a reserved one."""
    if item.reserved:
        return ()
    ordered = sorted(item.forms.items(), key=lambda filled: filled[0] == "visit")  # what was done, then the envelope
    filled = ((name, _section_answers(item, name, answers)) for name, answers in ordered)
    return tuple(EntrySection(get_form(name).label(current_language()), facts) for name, facts in filled if facts)


def _section_answers(item: TimelineItem, name: str, answers: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    unread = ((_("Answers"), line_placeholder()),)
    return with_fallback(lambda: tuple(_answer_texts(item, name, answers)), lambda: unread)


def _prescription_address(person: Person, item: TimelineItem) -> str:
    """Return where the medicines of an entry are printed; empty where it has none or is not shown."""
    filled = item.forms.items() if item.kind in CORRECTABLE_KINDS else ()
    if not with_fallback(lambda: [row for form, answers in filled for row in prescribed_in(form, answers)], list):
        return ""
    return f"{reverse('person-prescription', args=[person.id.hex()])}?visit={item.entry.hex()}"


def _answer_texts(item: TimelineItem, name: str, answers: Mapping[str, object]) -> list[tuple[str, str]]:
    amends = item.kind == kinds.PERSON and name == PERSON_FORM
    return format_changes(answers, item.removed) if amends else format_answers(name, _body_answers(name, answers))


def _body_answers(name: str, answers: Mapping[str, object]) -> Mapping[str, object]:
    """Return the answers that the header of the page does not show already."""
    return {k: v for k, v in answers.items() if k not in BANNER_FIELDS} if name == VISIT_FORM else answers


def _may_record_all(actor: Actor, item: TimelineItem) -> bool:
    names = [name for name in item.forms if name != VISIT_FORM]
    return (
        item.kind in CORRECTABLE_KINDS and bool(names) and all(can_record(actor.staff, get_form(one)) for one in names)
    )


def _find_entry_or_404(actor: Actor, entry: EntryId) -> tuple[Person, TimelineItem]:
    found = find_item(actor.node.cursor, entry, actor.node.keyring)
    if found is None or found[0] is None:
        raise Http404
    return _find_person_or_404(actor, found[0]), found[1]


def _find_person_or_404(actor: Actor, person_id: bytes) -> Person:
    person = find_person(actor.node.cursor, person_id)  # type: ignore[arg-type]
    if person is None:
        raise Http404
    check_record_open(actor, person)
    return person
