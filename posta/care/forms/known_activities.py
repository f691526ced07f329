"""The column beside a form about no person: the last one here or of the same site, its numbers over time, open signals.

The form declares in `[beside]` what of the last one is shown, which numbers are followed, and which questions say that
two are about the same. What others promised of this place stands in the open signals, each with its clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.entries.answer_text import format_answers, format_value
from posta.catalog.language.form import Form
from posta.chart.history.entry_content import decrypt_entries
from posta.figures.group_activities import (
    RecordedActivity,
    list_activities,
    list_activities_of_same,
    list_earlier_answers,
)
from posta.formkit.choices import Choice, fold_accents
from posta.formkit.known_values import (
    KnownFacts,
    KnownLink,
    KnownPart,
    Trend,
    gather_known,
    make_trend,
    number_of,
    trend_of,
)
from posta.formkit.language import current_language
from posta.mission.posts import list_posts
from posta.node.safe_display import with_fallback
from posta.web.formatting import format_day
from posta.web.notices.signal_words import present_open_signals
from posta.web.placeholders import line_placeholder

Answers = Mapping[str, object]
SEARCHED = 40  # entries of this post among which those of one form are looked for
SHOWN, MAX_VALUES, CHIPS, MOST_NAMES = 5, 5, 6, 500


@dataclass(frozen=True, slots=True, repr=False)
class PastActivity:
    """An earlier entry of a form, with its answers."""

    recorded: RecordedActivity
    answers: Answers


def present_known_activity(actor: Actor, form: Form, answers: Answers) -> KnownFacts:
    """Return what is known around a form about no person; `answers` say so far of what it will be."""
    found = with_fallback(
        lambda: list(_parts(actor, form, answers)), lambda: [KnownPart(_("Last time"), what=line_placeholder())]
    )
    return gather_known([*found, present_open_signals(actor)])


def next_of_series(form: Form, answers: Answers) -> str:
    """Return the address of the form of the next one of a series, filled in with what stays the same."""
    known = {name: answers.get(name) for name in form.service.prefilled}
    given = urlencode({name: value for name, value in known.items() if isinstance(value, str | int) and value != ""})
    return f"{reverse('work-form', args=[form.name])}?{given}"


def list_earlier(actor: Actor, form: Form) -> dict[str, tuple[Choice, ...]]:
    """Return, by question, the places of earlier entries of this post as chips; of posts this one stands first."""
    posts = {post.id: post.name for post in list_posts(actor.node.cursor)}
    found: dict[str, tuple[Choice, ...]] = {}
    for question in (form.field(name) for name in form.beside.same):
        known = list_earlier_answers(actor.node.cursor, form, question.name, post=actor.post.number, limit=CHIPS)
        if question.type == "ref":
            codes = [code for code in dict.fromkeys((actor.post.id, *known)) if code in posts]
            found[question.name] = tuple(Choice(code, posts[code]) for code in codes[:CHIPS])
        elif question.type == "text":
            found[question.name] = tuple(Choice(words, words) for words in _spelt_once(known))
    return found


def _spelt_once(words: Sequence[str]) -> list[str]:
    """Return names without those that differ only in case, accents or spaces from a newer one."""
    return list({fold_accents(one): one for one in reversed(words)}.values())[::-1]


def name_posts(form: Form, answers: Answers, posts: Mapping[str, str]) -> Answers:
    """Return answers in which a post stands by its name and not by its code."""
    refs = {field.name for field in form.fields if field.type == "ref"}
    return {name: posts.get(str(value), value) if name in refs else value for name, value in answers.items()}


def _parts(actor: Actor, form: Form, answers: Answers) -> Iterator[KnownPart]:
    names = PlaceNames({post.id: post.name for post in list_posts(actor.node.cursor)}, actor)
    about = {name: str(answers[name]) for name in form.beside.same if answers.get(name)}
    about = dict(list(about.items())[:1])  # a site has one name: what is typed, else the post
    items = _list_items(actor, form, about)
    if form.beside.same and not about:
        yield KnownPart(_("Recorded before"), links=tuple(_latest_of_each(form, items, names)))
    elif form.beside.plan or form.beside.trends:
        yield from _last_parts(form, items, names)
    else:
        yield KnownPart(_("The last ones here"), links=tuple(_latest(form, items, names)))


@dataclass(frozen=True, slots=True, repr=False)
class PlaceNames:
    """The names of posts by their code, and the day of the post for days in words."""

    posts: Mapping[str, str]
    actor: Actor

    def words_of(self, form: Form, name: str, value: object) -> str:
        """Return an answer in words; a post by its name."""
        asked = form.field(name)
        return self.posts.get(str(value), str(value)) if asked.type == "ref" else format_value(asked, value)

    def day(self, one: PastActivity) -> str:
        """Return the day of an entry as it is said today."""
        return format_day(one.recorded.day, self.actor.today)


def _list_items(actor: Actor, form: Form, about: Mapping[str, str]) -> list[PastActivity]:
    """Return earlier entries of the form, the newest first: of the same, else of this post."""
    cursor = actor.node.cursor
    if about:
        asked = {name: _spellings(actor, form, name, words) for name, words in about.items()}
        found = list_activities_of_same(cursor, form, asked, limit=MAX_VALUES)
    else:
        found = list_activities(cursor, actor.post.number, name=form.counts_as, limit=SEARCHED)
    contents = decrypt_entries(cursor, [one.row for one in found], actor.node.keyring)
    pairs = ((one, contents[one.row].forms.get(form.name)) for one in found if one.row in contents)
    return [PastActivity(one, answers) for one, answers in pairs if answers]


def _spellings(actor: Actor, form: Form, name: str, words: str) -> tuple[str, ...]:
    """Return an answer, and where it was typed the same name as others wrote it."""
    if form.field(name).type != "text":
        return (words,)
    known = list_earlier_answers(actor.node.cursor, form, name, limit=MOST_NAMES)
    return (words, *(one for one in known if fold_accents(one) == fold_accents(words)))


def _last_parts(form: Form, items: Sequence[PastActivity], names: PlaceNames) -> Iterator[KnownPart]:
    if not items:
        return
    last = items[0]
    posts = {post.number: post.name for post in list_posts(names.actor.node.cursor)}
    about = [names.words_of(form, name, last.answers[name]) for name in form.beside.same if last.answers.get(name)]
    when = " · ".join(part for part in (names.day(last), posts.get(last.recorded.post, "")) if part)
    plan = format_answers(form.name, {name: last.answers[name] for name in form.beside.plan if name in last.answers})
    what = ", ".join(about) or form.label(current_language())
    yield KnownPart(_("Last time"), when, what, facts=tuple(plan))
    yield KnownPart(_("Over time"), trends=tuple(_trends(form, items, names)))


def _trends(form: Form, items: Sequence[PastActivity], names: PlaceNames) -> Iterator[Trend]:
    """Yield how many took part, and each number of the form as it went; the newest entries count."""
    if form.heads:
        latest = items[:MAX_VALUES]
        yield make_trend(_("People"), "", [one.recorded.heads for one in reversed(latest)], names.day(latest[0]))
    for name in form.beside.trends:
        taken = [(one, value) for one in items if (value := number_of(one.answers.get(name))) is not None][:MAX_VALUES]
        if taken:
            yield trend_of(form.field(name), [value for _one, value in reversed(taken)], names.day(taken[0][0]))


def _latest_of_each(form: Form, items: Sequence[PastActivity], names: PlaceNames) -> Iterator[KnownLink]:
    """Yield each site or place once, with the day of its last entry; the link begins the next one of it."""
    seen: dict[tuple[str, ...], PastActivity] = {}
    for one in items:
        key = tuple(fold_accents(str(one.answers.get(name) or "")) for name in form.beside.same)
        if any(key):
            seen.setdefault(key, one)
    for one in list(seen.values())[:SHOWN]:
        about = [names.words_of(form, name, one.answers[name]) for name in form.beside.same if one.answers.get(name)]
        yield KnownLink(next_of_series(form, one.answers), ", ".join(about), names.day(one))


def _latest(form: Form, items: Sequence[PastActivity], names: PlaceNames) -> Iterator[KnownLink]:
    """Yield the last entries in a few words each, with the way to open them."""
    telling = [field for field in form.fields if field.type in ("one", "code", "ref", "int")]
    for one in items[:SHOWN]:
        held = (names.words_of(form, field.name, value) for field in telling if (value := one.answers.get(field.name)))
        yield KnownLink(reverse("activity", args=[one.recorded.id.hex()]), " · ".join(held), names.day(one))
