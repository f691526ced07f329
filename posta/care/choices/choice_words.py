"""What people chose, in words: each matter with its states, and who wrote an answer where and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog import choice_acts as c
from posta.chart.record.choices import FIRST_ANSWERS, ChoiceRow, PersonChoices
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.terms.lists import get_list
from posta.terms.notices import SPOKEN, get_notice
from posta.web.formatting import format_day, to_local_day

ASKED = (*c.CONSENTS, c.LINK)
"""Matters that are asked by a sentence to read aloud."""


@dataclass(frozen=True, slots=True, repr=False)
class StandingAnswer:
    """An answer that stands: its words, and who wrote it where and when, after which version of the notice."""

    state: str
    words: str
    by: str


@dataclass(frozen=True, slots=True, repr=False)
class MatterView:
    """One question with the answers that stand, the states to choose from, and the one that is chosen."""

    name: str
    label: str
    question: str
    standing: tuple[StandingAnswer, ...]
    options: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def differs(self) -> bool:
        return len({one.state for one in self.standing}) > 1


def matter_labels() -> Mapping[str, str]:
    """Return the name of each matter."""
    return {
        "care": _("Care"),
        "share": _("Other posts may read the record"),
        "pass": _("Card with a code"),
        c.LINK: _("May be matched with another record"),
        c.ANONYMOUS: _("Anonymous care"),
        c.RESTRICTED: _("Restricted record"),
        c.CORRECTION: _("Correction"),
        c.FORGETTING: _("To be forgotten"),
        c.ACCESS: _("Copy of the record"),
    }


def state_label(matter: str, state: str) -> str:
    """Return a state in words."""
    if matter in (c.OPENED, c.ACCESS):
        return ""
    if matter == c.ANONYMOUS:
        return _("Yes, found by the code alone") if state == c.GIVEN else _("No")
    if matter in c.REQUESTS:
        return {c.OPEN: _("open"), c.DONE: _("done"), c.DECLINED: _("not possible")}.get(state, state)
    return get_list("consent").label(state, current_language())


def present_matters(
    actor: Actor,
    person: Person,
    known: PersonChoices,
    spoken: str,
    names: tuple[Mapping[int, str], Mapping[bytes, str]],
    raw: Mapping[str, Sequence[str]],
) -> tuple[MatterView, ...]:
    """Return the questions of the page, with what stands; `names` are those of posts and colleagues."""
    notice, labels = get_notice(spoken), matter_labels()
    found = []
    for matter in (*ASKED, c.ANONYMOUS):
        standing = tuple(_present_answer(actor, row, *names) for row in known.standing.get(matter, ()))
        first = first_state(person, known, matter)
        if not standing and first:
            standing = (StandingAnswer(first, state_label(matter, first), _("at registration")),)
        states = (c.GIVEN, c.REFUSED) if matter in (c.LINK, c.ANONYMOUS) else _states_after(first)
        chosen = "".join(raw.get(matter, ())[-1:]) or first
        options = tuple((state, state_label(matter, state)) for state in states)
        found.append(MatterView(matter, labels[matter], notice.questions.get(matter, ""), standing, options, chosen))
    return tuple(found)


def present_openings(
    actor: Actor, known: PersonChoices, posts: Mapping[int, str], staff: Mapping[bytes, str]
) -> tuple[StandingAnswer, ...]:
    """Return why the record was opened while it was closed, and by whom, newest first; copies that were given too."""
    reasons = get_list("opening_reason")
    found = []
    for row in known.standing.get(c.OPENED, ()):
        words = reasons.label(row.note, current_language()) if row.note in reasons.by_code else row.note
        found.append(StandingAnswer(row.state, words, _present_answer(actor, row, posts, staff).by))
    for row in known.standing.get(c.ACCESS, ()):
        found.append(StandingAnswer(row.state, _("A copy was given"), _present_answer(actor, row, posts, staff).by))
    return tuple(found)


def first_state(person: Person, known: PersonChoices, matter: str) -> str:
    """Return the state of a matter that counts now: what was chosen, or what the registration says."""
    return known.state(matter) or str(person.answers.get(FIRST_ANSWERS.get(matter, "")) or "")


def _states_after(first: str) -> tuple[str, ...]:
    """Return the states of a consent: what was given can be withdrawn."""
    withdrawn = (c.WITHDRAWN,) if first in (c.GIVEN, c.WITHDRAWN) else ()
    return (c.GIVEN, c.REFUSED, *withdrawn, c.NOT_ASKED)


def _present_answer(
    actor: Actor, row: ChoiceRow, posts: Mapping[int, str], staff: Mapping[bytes, str]
) -> StandingAnswer:
    parts = [
        _("a guardian answered") if row.said_by == "guardian" else "",
        staff.get(row.author or b"", ""),
        posts.get(row.post, ""),
        format_day(to_local_day(actor, row.at), actor.today),
        _notice_words(row),
    ]
    return StandingAnswer(row.state, state_label(row.matter, row.state), ", ".join(one for one in parts if one))


def _notice_words(row: ChoiceRow) -> str:
    if not row.text:
        return ""
    read = get_notice(row.language).name if row.language in SPOKEN else row.language
    return _("notice %(version)s, %(language)s") % {"version": row.text, "language": read}
