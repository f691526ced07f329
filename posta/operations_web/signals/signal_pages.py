"""The values of the screens of signals: rows with their state and clock, one signal with its course and next acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from posta.acts.actor import Actor
from posta.acts.operations.signal_acts import list_possible_signal_acts
from posta.clock import from_epoch_day, to_millis
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.mission.rules.permissions import can_record
from posta.mission.staff import list_staff
from posta.operations.signals.report import get_report_form
from posta.operations.signals.signal_course import ANSWER, ASSESS, CLOSE, DISCARD, RECORD, VERIFY, SignalAct
from posta.operations.signals.signal_lists import (
    Signal,
    list_acts,
    list_open_signals,
    list_signals,
    list_signals_of_post,
)
from posta.terms.lists import get_list
from posta.terms.places import place_label
from posta.web.formatting import format_day, role_label, to_local_day, to_local_time
from posta.web.notices.signal_words import clock_words, describe, label_of, state_label
from posta.web.view_helpers import load_post_names

OPEN, HERE, ALL = "open", "here", "all"
LISTS = {OPEN: N_("Still open"), HERE: N_("From this post"), ALL: N_("All signals")}
ACT_WORDS = {
    VERIFY: N_("It is true: verify"),
    ASSESS: N_("Assess the risk"),
    ANSWER: N_("Say what is done"),
    CLOSE: N_("Close"),
    DISCARD: N_("Discard"),
}
DONE_WORDS = {
    RECORD: N_("Recorded"),
    VERIFY: N_("Verified"),
    ASSESS: N_("Risk assessed"),
    ANSWER: N_("Answered"),
    CLOSE: N_("Closed"),
    DISCARD: N_("Discarded"),
}
WITH_RISK, WITH_RESPONSE, WITH_REASON = frozenset({ASSESS}), frozenset({ASSESS, ANSWER}), frozenset({DISCARD})
PAGE_SIZE = 50
RISK_LIST, RESPONSE_LIST, REASON_LIST = "signal_risk", "signal_response", "signal_discard"


@dataclass(frozen=True, slots=True, repr=False)
class SignalRow:
    """One signal of a list: what and how many, where and by which trade, its state and its clock."""

    href: str
    what: str
    where: str
    state: str
    clock: str
    late: bool
    risk: str


@dataclass(frozen=True, slots=True, repr=False)
class SignalActChoice:
    """An act that is possible now: its words, and the codes that it asks for."""

    act: str
    words: str
    href: str
    risks: Sequence[tuple[str, str]]
    responses: Sequence[tuple[str, str]]
    reasons: Sequence[tuple[str, str]]
    wrong: bool = False
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class SignalCourseRow:
    """One act that was done: what, when and by which trade, and what it says."""

    what: str
    when: str
    who: str
    says: str
    note: str


def list_names(actor: Actor) -> list[tuple[str, str]]:
    """Return the lists that are offered here: coordination has no signals of its own post."""
    return [(code, _(words)) for code, words in LISTS.items() if code != HERE or actor.post.number]


def present_signals(actor: Actor, which: str, offset: int = 0) -> dict[str, object]:
    """Return one list of signals; of the open ones the longest waiting stands first."""
    cursor, size = actor.node.cursor, PAGE_SIZE + 1
    if which == OPEN:
        found = list_open_signals(cursor, limit=size, offset=offset)
    elif which == HERE:
        found = list_signals_of_post(cursor, actor.post.number, limit=size, offset=offset)
    else:
        found = list_signals(cursor, limit=size, offset=offset)
    more = offset + PAGE_SIZE if len(found) > PAGE_SIZE else 0
    posts, trades = load_post_names(cursor), load_trades(actor)
    rows = [present_row(one, actor, posts, trades) for one in found[:PAGE_SIZE]]
    return {"rows": rows, "more": more, "late": sum(row.late for row in rows)}


def present_row(one: Signal, actor: Actor, posts: Mapping[int, str], trades: Mapping[bytes, str]) -> SignalRow:
    """Return a signal as a row; nobody is named, the trade of who recorded it is."""
    answers = one.answers
    post = posts.get(one.post, "")
    place = place_label(answers.place, current_language()) if answers.place else ""
    when = format_day(from_epoch_day(one.day), actor.today)
    parts = (post, place, when, trades.get(one.author or b"", ""))
    return SignalRow(
        reverse("signal", args=[one.id.hex()]),
        describe(one),
        " · ".join(dict.fromkeys(part for part in parts if part)),
        state_label(one.state),
        clock_words(one, to_millis(actor.now)),
        one.is_late(to_millis(actor.now)),
        _label(RISK_LIST, one.risk),
    )


def present_signal(
    actor: Actor, one: Signal, tried: str = "", chosen: Mapping[str, Sequence[str]] | None = None
) -> dict[str, object]:
    """Return one signal: what was seen, its course, and the acts that this colleague may do now."""
    posts, trades = load_post_names(actor.node.cursor), load_trades(actor)
    acts = list_acts(actor.node.cursor, one.id)
    return {
        "row": present_row(one, actor, posts, trades),
        "facts": _facts(one, actor, posts, trades),
        "acts": [_act(one, act, tried, chosen or {}) for act in _list_next(actor, one)],
        "course": [_course_row(act, actor, trades) for act in acts],
        "note": one.note,
        "open": one.is_open,
        "correct": reverse("activity-correct", args=[one.latest.hex()]) if _can_correct(actor, one) else "",
    }


def _list_next(actor: Actor, one: Signal) -> list[str]:
    """Return the acts that this colleague may do now: first what leads on, last to assess once more."""
    return sorted(list_possible_signal_acts(actor, one), key=lambda act: _is_again(one, act))


def _is_again(one: Signal, act: str) -> bool:
    return act == ASSESS and bool(one.risk)


def _can_correct(actor: Actor, one: Signal) -> bool:
    """Return whether this colleague may correct what was recorded: at a computer of its place, with a form of their trade."""
    return can_record(actor.staff, get_report_form()) and actor.serves(one.post)


def load_trades(actor: Actor) -> dict[bytes, str]:
    """Return the trade of each colleague in words, by id."""
    return {one.id: role_label(one.role) for one in list_staff(actor.node.cursor)}


def _facts(one: Signal, actor: Actor, posts: Mapping[int, str], trades: Mapping[bytes, str]) -> list[tuple[str, str]]:
    answers, recorded = one.answers, to_local_time(actor, one.recorded)
    lines = [
        (_("Recorded"), f"{format_day(to_local_day(actor, one.recorded), actor.today)}, {recorded:%H:%M}"),
        (_("By"), trades.get(one.author or b"", "")),
        (_("Post"), posts.get(one.post, "")),
        (_label_of_question("sig_place"), place_label(answers.place, current_language()) if answers.place else ""),
        (_label_of_question("sig_src"), label_of("sig_src", answers.source)),
        (_label_of_question("n_aff"), "" if answers.affected is None else format_number(answers.affected)),
        (_label_of_question("n_u5"), "" if answers.under5 is None else format_number(answers.under5)),
        (_("Risk"), _label(RISK_LIST, one.risk)),
    ]
    return [(label, value) for label, value in lines if value]


def _course_row(step: SignalAct, actor: Actor, trades: Mapping[bytes, str]) -> SignalCourseRow:
    moment = step.hlc >> 16
    at = to_local_time(actor, moment)
    content = [
        _label(RISK_LIST, step.risk),
        *(_label(RESPONSE_LIST, code) for code in step.response.split()),
        _label(REASON_LIST, step.reason),
    ]
    return SignalCourseRow(
        _(DONE_WORDS[step.act]) if step.act in DONE_WORDS else step.act,
        f"{format_day(to_local_day(actor, moment), actor.today)}, {at:%H:%M}",
        trades.get(step.author or b"", ""),
        ", ".join(word for word in content if word),
        step.note,
    )


def _act(one: Signal, act: str, tried: str, chosen: Mapping[str, Sequence[str]]) -> SignalActChoice:
    return SignalActChoice(
        act, _act_words(one, act), reverse("signal-step", args=[one.id.hex(), act]),
        _options(RISK_LIST) if act in WITH_RISK else (), _options(RESPONSE_LIST) if act in WITH_RESPONSE else (),
        _options(REASON_LIST) if act in WITH_REASON else (), wrong=act == tried,
        chosen=chosen if act == tried else {},
    )  # fmt: skip


def _act_words(one: Signal, act: str) -> str:
    if _is_again(one, act):
        return _("Assess the risk again")
    return _(ACT_WORDS[act]) if act in ACT_WORDS else act


def _options(name: str) -> list[tuple[str, str]]:
    return [(one.code, _label(name, one.code)) for one in get_list(name).options if not one.retired]


def _label(name: str | None, code: str) -> str:
    return get_list(name).label(code, current_language()) if name and code else ""


def _label_of_question(question: str) -> str:
    return get_report_form().field(question).label(current_language())
