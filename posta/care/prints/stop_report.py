"""The report of a stop, one page: where and when, who served, who came and why, referrals, what was given, signals.

Counts only. What is reserved is counted as reserved for every reader: no session opens anything for this sheet.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial, reduce
from operator import or_

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.headcounts.stops import Stop, get_stop_form
from posta.care.prints.day_count import count_day
from posta.care.prints.day_sheet import DaySheet, present_day, read_between
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.chart.day_arrivals import list_written_between
from posta.chart.history.timeline import list_standing
from posta.clinical.medicines.treatment import prescribed_in
from posta.clock import get_zone, to_local, to_millis
from posta.formkit.language import current_language
from posta.mission.posts import Post
from posta.node.safe_display import with_fallback
from posta.operations.referrals.opening import get_opening_form
from posta.operations.referrals.referral_funnel import count_sent_between
from posta.operations.signals.signal_lists import list_signals_of_post
from posta.terms.lists import get_list
from posta.terms.medicines import medicine_label
from posta.web.notices.signal_words import describe

MOST_SIGNALS, MOST_MEDICINES = 50, 12
KITS = "kit"  # the list of what is handed out at a departure
Counted = tuple[tuple[str, int], ...]
Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class StopReport:
    """Everything on the sheet, in words and counts."""

    place: str
    day: str
    hours: str
    is_open: bool
    team: str
    people: DaySheet
    referrals: Counted
    box: tuple[tuple[str, int, str, str], ...]
    given: Counted
    signals: tuple[str, ...]
    incidents: str
    all_back: str


def build_stop_report(actor: Actor, stop: Stop, post: Post) -> StopReport:
    """Return the report of a stop; one that is open yet reaches to now."""
    there = replace(actor, post=post)
    closed = stop.closed.at if stop.closed else None
    since, until = to_millis(stop.opened.at), to_millis(closed or actor.now) + 1
    day = to_local(stop.opened.at, get_zone(post.zone)).date()
    people = present_day(count_day(read_between(there, since, until, day)), post.name, day)
    closing = stop.closed.answers if stop.closed else {}
    return StopReport(
        place=post.name,
        day=people.day,
        hours=_hours(stop.opened.at, closed, post.zone),
        is_open=closed is None,
        team=_codes("team", stop.opened.answers),
        people=people,
        referrals=_referrals(actor, post, since, until),
        box=_box(stop),
        given=_given(actor, post, since, until),
        signals=_signals(actor, post, since, until),
        incidents=_codes("incidents", closing),
        all_back={True: _("yes"), False: _("no")}.get(closing.get("all_back") is True, "") if closing else "",
    )


def _hours(opened: datetime, closed: datetime | None, zone: str) -> str:
    first = f"{to_local(opened, get_zone(zone)):%H:%M}"
    return f"{first} – {to_local(closed, get_zone(zone)):%H:%M}" if closed else f"{first} –"


def _codes(question: str, answers: Answers) -> str:
    """Return the chosen answers to a question of the form in words."""
    name = get_stop_form().field(question).coded_list
    labels = get_list(name) if name else None
    codes = as_codes(answers.get(question) or ())
    return ", ".join(labels.label(code, current_language()) for code in codes) if labels else ""


def _referrals(actor: Actor, post: Post, since: int, until: int) -> Counted:
    asked = get_opening_form().field("to_type").coded_list
    labels = get_list(asked) if asked else None
    found = count_sent_between(actor.node.cursor, post.number, since, until)
    return tuple(
        (labels.label(kind, current_language()) if kind and labels else _("Reserved"), number) for kind, number in found
    )


def _box(stop: Stop) -> tuple[tuple[str, int, str, str], ...]:
    """Return each item: its name, how many went along, came back and were given; a dash where nobody counted."""
    form, language = get_stop_form(), current_language()
    return tuple(
        (form.field(name).label(language), out, *_returned(out, back)) for name, (out, back) in stop.count_box().items()
    )


def _returned(out: int, back: int | None) -> tuple[str, str]:
    return ("–", "–") if back is None else (str(back), str(out - back))


def _given(actor: Actor, post: Post, since: int, until: int) -> Counted:
    """Return kits and medicines of the contacts that this computer opens, each with how often it was given.

    A contact counts as it was corrected; what two corrections of one both name counts once.
    """
    cursor = actor.node.cursor
    rows = list_written_between(cursor, post.number, since, until)
    given: Counter[str] = Counter()
    for versions in list_standing(cursor, rows, actor.node.keyring.of_device()).values():
        handed: list[Counter[str]] = [Counter(with_fallback(partial(_handed, one.forms), tuple)) for one in versions]
        given.update(reduce(or_, handed))
    return tuple((capfirst(words), number) for words, number in given.most_common(MOST_MEDICINES))


def _handed(forms: Mapping[str, Answers]) -> tuple[str, ...]:
    """Return the medicines and kits of one contact in words."""
    return tuple(_list_handed(forms))


def _list_handed(forms: Mapping[str, Answers]) -> Iterator[str]:
    language = current_language()
    for name, answers in forms.items():
        yield from (medicine_label(one.drug, language) for one in prescribed_in(name, answers))
        for question in get_form(name).fields:
            if question.coded_list == KITS:
                labels = get_list(KITS)
                yield from (labels.label(code, language) for code in as_codes(answers.get(question.name) or ()))


def _signals(actor: Actor, post: Post, since: int, until: int) -> tuple[str, ...]:
    """Return the signals recorded at the stop: what each is about, and how many it affects."""
    found = list_signals_of_post(actor.node.cursor, post.number, limit=MOST_SIGNALS)
    return tuple(describe(one) for one in found if since <= one.recorded < until)
