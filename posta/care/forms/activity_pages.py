"""The values of the pages of activities: rows by day, the filters, one entry with its answers and what can be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext, pgettext

from posta.acts.actor import Actor
from posta.care.display.entries.answer_text import format_answers, format_value
from posta.care.forms.known_activities import name_posts, next_of_series
from posta.catalog.language.form import Form, get_form
from posta.chart.history.entry_content import EntryContent, decrypt_entries
from posta.clock import first_day_of_week
from posta.figures.group_activities import RecordedActivity, list_activities
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.ids import EntryId
from posta.mission.posts import list_posts
from posta.mission.rules.permissions import can_record
from posta.mission.staff import list_staff
from posta.node.safe_display import with_fallback
from posta.operations.signals.report import AGGREGATE
from posta.operations.signals.signal_lists import Signal, find_signals
from posta.operations.tables import list_tables
from posta.web.formatting import format_day, role_label
from posta.web.placeholders import line_placeholder
from posta.web.view_helpers import load_post_names

KINDS = {
    "session": N_("Group sessions"),
    "survey": N_("Site surveys"),
    "signal": N_("Signals"),
    "movement": N_("Store"),
}
PAGE_SIZE, DAYS_OF_A_WEEK, ANSWERS_SHOWN = 50, 7, 3
MOST_WEEKS = 520
SIGNAL = "signal"

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class ActivityLine:
    """One activity of the list: what it was, what it says in a line, where and when, its state."""

    href: str
    what: str
    says: str
    where: str
    state: str
    late: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ActivityPage:
    """One activity in full: its answers, and where to correct it or to record the next of its series."""

    what: str
    where: str
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    correct: str
    following: str
    signal: str


@dataclass(frozen=True, slots=True, repr=False)
class ActivityFilter:
    """What the list is narrowed to: a kind, and a week counted back from this one (None: every week)."""

    name: str = ""
    back: int | None = None
    start: int = 0

    def address(self, **changed: object) -> str:
        """Return the address of the list with another kind, week or beginning."""
        asked = {"kind": self.name, "week": self.back, "from": 0, **changed}
        given = {key: value for key, value in asked.items() if value not in ("", None) and (key != "from" or value)}
        return f"{reverse('work-forms')}?{urlencode(given)}" if given else reverse("work-forms")


def present_activities(actor: Actor, chosen: ActivityFilter) -> dict[str, object]:
    """Return the list of what this post recorded; as many questions for one row as for fifty."""
    first = None if chosen.back is None else first_day_of_week(actor.today) - timedelta(weeks=chosen.back)
    last = first + timedelta(days=DAYS_OF_A_WEEK - 1) if first else None
    found = list_activities(
        actor.node.cursor, actor.post.number, name=chosen.name, first=first, last=last, limit=PAGE_SIZE + 1,
        offset=chosen.start,
    )  # fmt: skip
    shown = found[:PAGE_SIZE]
    contents = decrypt_entries(actor.node.cursor, [one.row for one in shown], actor.node.keyring)
    signals = find_signals(actor.node.cursor, [one.id for one in shown if one.name == SIGNAL])
    trades = _load_trades(actor) if signals else {}
    posts, names = load_post_names(actor.node.cursor), _load_names_by_code(actor)
    more = chosen.start + PAGE_SIZE if len(found) > PAGE_SIZE else 0
    return {
        "activities": [_row(one, actor, contents.get(one.row), signals, posts, names, trades) for one in shown],
        "kinds": [(chosen.address(kind=code), _(words), code == chosen.name) for code, words in KINDS.items()],
        "every_kind": chosen.address(kind=""),
        "kind": chosen.name,
        "weeks": _weeks(actor, chosen),
        "week": _week_words(actor, first),
        "more": chosen.address(**{"from": more}) if more else "",
    }


def present_activity(actor: Actor, one: RecordedActivity, content: EntryContent) -> ActivityPage:
    """Return one activity in full."""
    posts = load_post_names(actor.node.cursor)
    forms = {name: answers for name, answers in content.forms.items() if answers}
    names = _load_names_by_code(actor)
    named = {name: name_posts(get_form(name), answers, names) for name, answers in forms.items()}
    sections = tuple((get_form(name).label(current_language()), tuple(_answers(name, a))) for name, a in named.items())
    mine = all(can_record(actor.staff, get_form(name)) for name in forms) and actor.serves(one.post)
    code = one.id.hex()
    return ActivityPage(
        _what(one, content),
        " · ".join(part for part in (posts.get(one.post, ""), format_day(one.day, actor.today)) if part),
        sections,
        reverse("activity-correct", args=[code]) if mine and forms else "",
        _following(forms) if mine else "",
        _signal_address(actor, one),
    )


def _answers(name: str, answers: Answers) -> list[tuple[str, str]]:
    return with_fallback(lambda: format_answers(name, answers), lambda: [(_("Answers"), line_placeholder())])


def _signal_address(actor: Actor, one: RecordedActivity) -> str:
    if one.name != SIGNAL:
        return ""
    found = find_signals(actor.node.cursor, [one.id]).get(one.id)
    return reverse("signal", args=[found.id.hex()]) if found else ""


def _following(forms: Mapping[str, Answers]) -> str:
    """Return the address of the form of the next one of a series, filled in with what stays the same."""
    form = next((get_form(name) for name in forms if get_form(name).service.prefilled), None)
    if form is None or form.service.opens:
        return ""
    return next_of_series(form, forms[form.name])


def _row(
    one: RecordedActivity,
    actor: Actor,
    content: EntryContent | None,
    signals: Mapping[EntryId, Signal],
    posts: Mapping[int, str],
    names: Mapping[str, str],
    trades: Mapping[bytes, str],
) -> ActivityLine:
    signal = signals.get(one.id)
    trade = trades.get(signal.author or b"", "") if signal else ""
    where = (posts.get(one.post, ""), format_day(one.day, actor.today), trade)
    return ActivityLine(
        reverse("signal", args=[signal.id.hex()]) if signal else reverse("activity", args=[one.id.hex()]),
        _what(one, content),
        with_fallback(lambda: _says(one, content, names), line_placeholder),
        " · ".join(part for part in where if part),
        _state(one, signal),
        bool(signal and signal.is_late(actor.node.clock.millis())),
    )


def _what(one: RecordedActivity, content: EntryContent | None) -> str:
    name = next((name for name, answers in content.forms.items() if answers), "") if content else ""
    return get_form(name).label(current_language()) if name else _(KINDS[one.name])


def _says(one: RecordedActivity, content: EntryContent | None, names: Mapping[str, str]) -> str:
    """Return how many took part, and the first answers that are codes or places: what tells one from the next."""
    parts: list[str] = []
    if one.heads:
        people = ngettext("%(n)s person", "%(n)s people", one.heads)
        parts.append(people % {"n": format_number(one.heads)})
    for name, answers in content.forms.items() if content else ():
        form = get_form(name)
        telling = [f for f in _in_order(form) if f.type in ("one", "code", "ref", "many") or f.name in form.beside.same]
        named = name_posts(form, answers, names)
        words = (format_value(field, named[field.name]) for field in telling if named.get(field.name))
        parts += [word for word in words if word][:ANSWERS_SHOWN]
    return " · ".join(parts)


def _in_order(form: Form) -> list:
    order = [name for section in form.sections for name in section.fields]
    place = {name: number for number, name in enumerate(order)}
    return sorted(form.fields, key=lambda field: place.get(field.name, len(order)))


def _state(one: RecordedActivity, signal: Signal | None) -> str:
    if signal is not None:
        labels = list_tables()[AGGREGATE].states[signal.state].labels
        return labels.get(current_language()) or labels["es"]
    return pgettext("an activity", "corrected") if one.corrected else ""


def _weeks(actor: Actor, chosen: ActivityFilter) -> list[tuple[str, str, bool]]:
    """Return the links to other weeks: address, words, whether it is the one shown."""
    back = chosen.back
    links = [
        (chosen.address(week=None), _("Every week"), back is None),
        (chosen.address(week=0), _("This week"), back == 0),
    ]
    if back is None or back < MOST_WEEKS:
        earlier = 1 if back is None else back + 1
        links.append((chosen.address(week=earlier), _("The week before"), False))
    return links


def _week_words(actor: Actor, first: date | None) -> str:
    if first is None:
        return ""
    last = first + timedelta(days=DAYS_OF_A_WEEK - 1)
    return f"{format_day(first, actor.today)} – {format_day(last, actor.today)}"


def _load_names_by_code(actor: Actor) -> dict[str, str]:
    return {post.id: post.name for post in list_posts(actor.node.cursor)}


def _load_trades(actor: Actor) -> dict[bytes, str]:
    return {one.id: role_label(one.role) for one in list_staff(actor.node.cursor)}
