"""One entry in full: what was written, by whom; taking it back within 30 seconds, or marking it as a mistake later."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from posta.acts.correction import find_why_not_correct
from posta.acts.duty import Duty
from posta.acts.undo import can_withdraw_entry, find_work_of_nobody, record_error, record_undo, record_work_undo
from posta.care.clinic import for_carers, id_from, post_names, staff_names, taken
from posta.care.drafting import wake
from posta.care.duty import duty_of, note_reading
from posta.care.header import head_of
from posta.care.lines import read_line
from posta.care.signed_page import small_page
from posta.care.signing import once
from posta.care.summaries import tell
from posta.care.telling import tell_all, tell_amended
from posta.care.unshown import line_words, why_words
from posta.care.withdrawals import present_refusal, present_withdrawal
from posta.care.words import day_words, language, local_day, local_moment
from posta.catalog import kinds
from posta.catalog.form import get_form
from posta.chart.board import find_open_arrival, find_person_of_step
from posta.chart.people import Person
from posta.chart.registers import find_person
from posta.chart.timeline import Item, Standing, find_item
from posta.chart.withdrawals import find_withdrawn
from posta.ids import EntryId
from posta.mission.permissions import can_record
from posta.node.showing import guarded

IN_THE_HEAD = frozenset({"post", "staff_role", "visit_dt"})
CORRECTABLE = (kinds.CONTACT, kinds.CORRECTION)


@dataclass(frozen=True, slots=True)
class Section:
    """One form of an entry, answer by answer."""

    title: str
    facts: tuple[tuple[str, str], ...]


@require_GET
@for_carers
def show_entry(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Everything an entry says to this reader; of a reserved one only that it is."""
    return _show(request, duty, code)


def _show(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    raw, about_draft = small_page(request, duty, f"entries/{code}/")
    reason = read_line("".join(raw.get("reason", ())[-1:]))
    person, item = _found(duty, EntryId(id_from(code)))
    note_reading(duty, person.id)
    at = local_moment(duty, item.occurred)
    who = staff_names(duty.desk.cursor).get(item.author or b"", "")
    where = post_names(duty.desk.cursor).get(item.post, "")
    withdrawn, refused = present_withdrawal(duty, item.entry), present_refusal(duty, item.entry)
    could_correct = withdrawn is None and refused is None and _records_all(duty, item)
    why_not_correct = find_why_not_correct(duty, person.id, item.entry) if could_correct else ""
    context = {
        "person": head_of(person, duty, back=f"/people/{person.id.hex()}/"),
        "title": tell(item).what,
        "when": f"{day_words(local_day(duty, item.occurred), duty.today)}, {at:%H:%M}",
        "by": " · ".join(word for word in (where, who) if word),
        "sections": sections_of(item),
        "unshown": why_words(item.entry, item.broken) if item.broken else "",
        "item": item,
        "corrected": item.standing is Standing.CORRECTED and refused is None,
        "correct": f"/entries/{code}/correct" if could_correct and not why_not_correct else "",
        "why_not_correct": _(why_not_correct) if why_not_correct else "",
        "error": f"/entries/{code}/error" if withdrawn is None and can_withdraw_entry(duty, item.entry) else "",
        "withdrawn": withdrawn,
        "refused": refused,
        "reason": reason,
        **about_draft,
    }
    return render(request, "care/people/entry.html", context, status=422 if reason.error else 200)


@require_POST
@once
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what was done here within 30 seconds: of a person, or the work of a post, which other trades record too."""
    entry, duty = EntryId(id_from(code)), duty_of(request)
    if find_work_of_nobody(duty, entry) is not None:
        with duty.desk.transaction():
            record_work_undo(duty, entry)
            form = wake(duty, entry)
        return taken(form or "/work/")
    return _undo_of_person(request, entry)


@for_carers
def _undo_of_person(request: HttpRequest, duty: Duty, entry: EntryId) -> HttpResponse:
    """With a registration goes the arrival made with it; whoever signed is back on the form, with what they typed."""
    stepped = find_person_of_step(duty.desk.cursor, entry)
    if stepped is not None:
        return _undo_within(duty, _person(duty, stepped), [entry], "")
    person, item = _found(duty, entry)
    first = item.kind == kinds.PERSON and len(person.assertions) == 1
    waiting = find_open_arrival(duty.desk.cursor, person.id, duty.post.number, duty.queue_start) if first else None
    return _undo_within(duty, person, [*([waiting.arrival] if waiting else []), entry], "/" if first else "")


def _undo_within(duty: Duty, person: Person, entries: list[EntryId], back: str) -> HttpResponse:
    """Undo all or nothing; what the last was signed from is a draft again."""
    with duty.desk.transaction():
        undone = [record_undo(duty, person, entry) for entry in entries]
        form = wake(duty, entries[-1])
    return taken(form or back or f"/people/{person.id.hex()}/", undone[-1])


@require_POST
@once
@for_carers
def mark_error(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """Mark an entry as made in error: it stays in the log, and no longer shows or counts."""
    person, item = _found(duty, EntryId(id_from(code)))
    reason = read_line(request.POST.get("reason", ""))
    if reason.error:
        return _show(request, duty, code)
    if find_withdrawn(duty.desk.cursor, item.entry) is not None:  # two pages marked it: once is enough
        return taken(f"/people/{person.id.hex()}/")
    entry = record_error(duty, person, item.entry, reason.words or _("entered in error"))
    return taken(f"/people/{person.id.hex()}/", entry)


def sections_of(item: Item) -> tuple[Section, ...]:
    """The forms of an entry with every answer; nothing of a reserved one."""
    if item.reserved:
        return ()
    ordered = sorted(item.forms.items(), key=lambda filled: filled[0] == "visit")  # what was done, then the envelope
    filled = ((name, _section(item, name, answers)) for name, answers in ordered)
    return tuple(Section(get_form(name).label(language()), facts) for name, facts in filled if facts)


def _section(item: Item, name: str, answers: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    unread = ((_("Answers"), line_words()),)
    return guarded(lambda: tuple(_told(item, name, answers)), lambda: unread)


def _told(item: Item, name: str, answers: Mapping[str, object]) -> list[tuple[str, str]]:
    amends = item.kind == kinds.PERSON and name == "person"
    return tell_amended(answers, item.removed) if amends else tell_all(name, _unsaid(name, answers))


def _unsaid(name: str, answers: Mapping[str, object]) -> Mapping[str, object]:
    """The answers that the head of the page does not say already."""
    return {k: v for k, v in answers.items() if k not in IN_THE_HEAD} if name == "visit" else answers


def _records_all(duty: Duty, item: Item) -> bool:
    names = [name for name in item.forms if name != "visit"]
    return item.kind in CORRECTABLE and bool(names) and all(can_record(duty.staff, get_form(one)) for one in names)


def _found(duty: Duty, entry: EntryId) -> tuple[Person, Item]:
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    if found is None or found[0] is None:
        raise Http404
    return _person(duty, found[0]), found[1]


def _person(duty: Duty, person_id: bytes) -> Person:
    person = find_person(duty.desk.cursor, person_id)  # type: ignore[arg-type]
    if person is None:
        raise Http404
    return person
