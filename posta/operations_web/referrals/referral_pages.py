"""The values of the screens of referrals: rows with their state and age, one referral with its course and next acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.acts.operations.referral_steps import ANSWER, ATTEND, DECLINE, REASON_LISTS, list_possible_acts
from posta.acts.operations.sealed_referrals import list_opened_referrals, open_steps
from posta.catalog.compartments import Compartment
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clock import DAY_MILLIS, to_millis
from posta.formkit.language import current_language
from posta.ids import format_short_code
from posta.operations.referrals.opening import AGGREGATE, get_opening_form
from posta.operations.referrals.referral_course import EMPLOYMENT, Step
from posta.operations.referrals.referral_funnel import FunnelRow, list_funnel
from posta.operations.referrals.referral_lists import (
    MOST,
    Referral,
    list_inbox,
    list_open,
    list_outbox,
    list_written_by,
)
from posta.operations.tables import list_tables
from posta.operations_web.referrals.destination_names import DestinationNames, load_destination_names
from posta.terms.lists import get_list
from posta.web.formatting import format_ago, format_day, masked_name, to_local_day, to_local_time
from posta.web.view_helpers import load_staff_names

INBOX, OUTBOX, MINE, EVERYWHERE = "in", "out", "mine", "open"
LISTS = {
    INBOX: N_("Received"),
    OUTBOX: N_("Sent from here"),
    MINE: N_("Mine, at every post"),
    EVERYWHERE: N_("Open everywhere"),
}
ACT_WORDS = {
    "accept": N_("Accept"),
    "decline": N_("Decline"),
    "attend": N_("Has arrived, is being attended"),
    "finish": N_("Care is finished"),
    "answer": N_("Send the answer"),
    "close": N_("Close"),
    "expire": N_("Nobody answers: close"),
    "cancel": N_("Do not send"),
    "send": N_("Send"),
}
DONE_WORDS = {
    "accept": N_("Accepted"),
    "decline": N_("Declined"),
    "attend": N_("Has arrived"),
    "finish": N_("Care finished"),
    "answer": N_("Answered"),
    "close": N_("Closed"),
    "expire": N_("Closed without an answer"),
    "cancel": N_("Not sent"),
    "send": N_("Sent"),
}
WITH_NOTE = frozenset({"accept", "decline", "answer", "finish", "close", "expire"})
PAGE_SIZE = 50
FUNNEL_DAYS = 90
EXPIRE = "expire"
OF_EMPLOYMENT = frozenset({"hired", "not_hired", "still_working", "left_work"})


@dataclass(frozen=True, slots=True, repr=False)
class ReferralRow:
    """One referral of a list: the person, what for and where to or from, its state, its age, whom to call if it is late."""

    href: str
    name: str
    veiled: str
    what: str
    where: str
    state: str
    age: str
    late: bool
    call: str
    sealed: bool


@dataclass(frozen=True, slots=True, repr=False)
class ActChoice:
    """An act that is possible now: its words, the reasons to choose from, and whether a note can be added."""

    act: str
    words: str
    href: str
    reasons: Sequence[tuple[str, str]]
    note: bool
    wrong: bool = False
    chosen: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class RefusedStep:
    """An act that was refused, with the reason and the note that were given for it: they stay on the page."""

    act: str = ""
    reason: str = ""
    note: str = ""


NOTHING_TRIED = RefusedStep()


@dataclass(frozen=True, slots=True, repr=False)
class CourseRow:
    """One act that was done: what, when, at which post and by whom, why, with which note."""

    what: str
    when: str
    where: str
    why: str
    note: str


def list_names_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the lists that this colleague is offered: what others see and all open ones only where it is their work."""
    wide = actor.staff.trade.counts or Compartment.PROTECTED in actor.staff.compartments
    return [(code, _(words)) for code, words in LISTS.items() if code != EVERYWHERE or wide]


def present_list(actor: Actor, which: str, offset: int = 0) -> dict[str, object]:
    """Return one list of referrals with the sealed ones that this session opens, the longest overdue first."""
    found, more = _find(actor, which, offset)
    names = load_destination_names(actor.node.cursor)
    people = list_people(actor.node.cursor, [one.person for one in found if one.person is not None])
    now = to_millis(actor.now)
    rows = [present_row(one, people.get(one.person), names, actor, now) for one in found if one.person in people]
    funnel = _present_funnel(actor, names) if which == OUTBOX and not offset else []
    shown = {"rows": rows, "more": offset + PAGE_SIZE if more else None, "late": sum(row.late for row in rows)}
    return {**shown, "funnel": funnel, "days": FUNNEL_DAYS}


def _present_funnel(actor: Actor, names: DestinationNames) -> list[tuple[str, str]]:
    """Return what became of the referrals of this post by destination, and of all together in the first row."""
    found = list_funnel(actor.node.cursor, actor.post.number, to_millis(actor.now) - FUNNEL_DAYS * DAY_MILLIS)
    rows = [(names.name_of(one.to_code) or label_of("to_type", one.to_type), _funnel_words(one)) for one in found]
    whole = FunnelRow("", "", *map(sum, zip(*(one[2:] for one in found), strict=True))) if found else None
    return [(_("All together"), _funnel_words(whole)), *rows] if whole and len(found) > 1 else rows


def _funnel_words(one: FunnelRow) -> str:
    parts = (
        ngettext("%(n)s sent", "%(n)s sent", one.sent) % {"n": one.sent},
        ngettext("%(n)s accepted", "%(n)s accepted", one.accepted) % {"n": one.accepted},
        ngettext("%(n)s attended", "%(n)s attended", one.attended) % {"n": one.attended},
        ngettext("%(n)s answered", "%(n)s answered", one.answered) % {"n": one.answered},
        ngettext("%(n)s not accepted", "%(n)s not accepted", one.declined) % {"n": one.declined},
        ngettext("%(n)s still open", "%(n)s still open", one.open) % {"n": one.open},
    )
    figures = (one.sent, one.accepted, one.attended, one.answered, one.declined, one.open)
    return " · ".join(words for words, figure in zip(parts, figures, strict=True) if figure)


def _find(actor: Actor, which: str, offset: int) -> tuple[list[Referral], bool]:
    cursor, post, me = actor.node.cursor, actor.post.number, actor.staff.id
    asked = {"limit": PAGE_SIZE + 1, "offset": offset}
    opened = [] if offset else [one for one in list_opened_referrals(actor) if one.is_open]
    if which == OUTBOX:
        found, sealed = list_outbox(cursor, post, **asked), [one for one in opened if one.post == post]
    elif which == MINE:
        found, sealed = list_written_by(cursor, me, **asked), [one for one in opened if one.author == me]
    elif which == EVERYWHERE:
        found, sealed = list_open(cursor, **asked), opened
    else:
        found, sealed = list_inbox(cursor, post, **asked), [one for one in opened if one.to_post == post]
    late_first = sorted([*sealed[:MOST], *found[:PAGE_SIZE]], key=lambda one: (one.due or 1 << 62, one.sent))
    return late_first, len(found) > PAGE_SIZE


def present_row(one: Referral, person: Person | None, names: DestinationNames, actor: Actor, now: int) -> ReferralRow:
    """Return the row of a referral."""
    late = one.is_late(now)
    contact = names.contact_of(one.to_code)
    return ReferralRow(
        href=reverse("referral", args=[one.id.hex()]),
        name=person.name if person else "",
        veiled=masked_name(person) if person else "",
        what=label_of("reason", one.reason),
        where=f"{names.post_name(one.post)} → {names.name_of(one.to_code) or label_of('to_type', one.to_type)}",
        state=state_label(one.state),
        age=format_ago(now - one.since),
        late=late,
        call=(_("Call: %(who)s") % {"who": contact} if contact else _("Call")) if late else "",
        sealed=one.sealed,
    )


def present_referral(
    actor: Actor, one: Referral, person: Person, answers: Mapping[str, object], tried: RefusedStep = NOTHING_TRIED
) -> dict[str, object]:
    """Return the page of one referral: what it says, what was done, and what this colleague may do now."""
    names, now = load_destination_names(actor.node.cursor), to_millis(actor.now)
    partner = names.partners.get(one.to_code)
    steps = open_steps(actor, one)
    possible = list_possible_acts(actor, one)
    replying = one.to_post is None and not {ATTEND, ANSWER}.isdisjoint(possible)
    return {
        "row": present_row(one, person, names, actor, now),
        "person_href": reverse("person", args=[person.id.hex()]),
        "code": format_short_code(one.id),
        "facts": _facts(one, answers, names, actor),
        "partner": partner,
        "course": [_course_row(step, actor, names, load_staff_names(actor.node.cursor)) for step in steps],
        "acts": [_act(one, act, tried) for act in possible if act != EXPIRE or one.is_late(now)],
        "tried": tried,
        "lost": bool(tried.act) and tried.act not in possible,
        "letter": reverse("referral-letter", args=[one.id.hex()]),
        "replies": list_replies(of_employment=one.to_type == EMPLOYMENT) if replying else [],
        "outside": one.to_post is None,
        "ours": one.post == actor.post.number,
    }


def list_replies(*, of_employment: bool = True) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a partner may reply, by heading, each as `act:reason`: the person was attended, or not accepted."""
    headings = {ANSWER: _("The person arrived"), DECLINE: _("The person was not accepted")}
    return [
        (words, [(f"{act}:{code}", label) for code, label in _list_reasons(act, of_employment=of_employment)])
        for act, words in headings.items()
    ]


def _list_reasons(act: str, *, of_employment: bool) -> list[tuple[str, str]]:
    options = get_list(REASON_LISTS[act]).options if act in REASON_LISTS else ()
    language = current_language()
    return [(one.code, one.labels[language]) for one in options if of_employment or one.code not in OF_EMPLOYMENT]


def _facts(
    one: Referral, answers: Mapping[str, object], names: DestinationNames, actor: Actor
) -> list[tuple[str, str]]:
    sent = to_local_time(actor, one.sent)
    shared = answers.get("shared")
    codes = shared if isinstance(shared, list | tuple) else ()
    lines = [
        (_("From"), f"{names.post_name(one.post)}, {load_staff_names(actor.node.cursor).get(one.author or b'', '')}"),
        (_("To"), names.name_of(one.to_code) or label_of("to_type", one.to_type)),
        (_("Reason"), label_of("reason", one.reason)),
        (_("Urgency"), label_of("urgency", one.urgency)),
        (_("Sent"), f"{format_day(to_local_day(actor, one.sent), actor.today)}, {sent:%H:%M}"),
        (
            _("Agrees to share"),
            ", ".join(get_list("referral_shared").label(code, current_language()) for code in codes),
        ),
        *((label_of_question(name), _words(name, answers)) for name in ("skill", "work_permit", "vacancy", "outcome")),
    ]
    return [(label, value.strip(", ")) for label, value in lines if value.strip(", ")]


def _words(name: str, answers: Mapping[str, object]) -> str:
    value = answers.get(name)
    return label_of(name, str(value)) if value else ""


def _course_row(step: Step, actor: Actor, names: DestinationNames, staff: Mapping[bytes, str]) -> CourseRow:
    at = to_local_time(actor, step.occurred)
    where = ", ".join(part for part in (names.post_name(step.post), staff.get(step.author or b"", "")) if part)
    reasons = REASON_LISTS.get(step.act)
    return CourseRow(
        what=_(DONE_WORDS[step.act]) if step.act in DONE_WORDS else step.act,
        when=f"{format_day(to_local_day(actor, step.occurred), actor.today)}, {at:%H:%M}",
        where=where,
        why=get_list(reasons).label(step.reason, current_language()) if reasons and step.reason else "",
        note=step.note,
    )


def _act(one: Referral, act: str, tried: RefusedStep) -> ActChoice:
    chosen = _list_reasons(act, of_employment=one.to_type == EMPLOYMENT)
    href = reverse("referral-step", args=[one.id.hex(), act])
    return ActChoice(
        act, _(ACT_WORDS[act]) if act in ACT_WORDS else act, href, chosen, act in WITH_NOTE, wrong=act == tried.act,
        chosen=tried.reason if act == tried.act else "",
    )  # fmt: skip


def label_of(question: str, code: str) -> str:
    """Return the label of an answer of the form."""
    asked = get_opening_form().field(question)
    return get_list(asked.coded_list).label(code, current_language()) if asked.coded_list and code else code


def label_of_question(question: str) -> str:
    """Return the label of a question of the form."""
    return get_opening_form().field(question).label(current_language())


def state_label(state: str) -> str:
    """Return the label of a state."""
    labels = list_tables()[AGGREGATE].states[state].labels
    return labels.get(current_language()) or labels["es"]
