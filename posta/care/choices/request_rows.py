"""Requests as lists show them: what was asked, since when, and what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.care.choices.choice_words import matter_labels, state_label
from posta.catalog import choice_acts as c
from posta.chart.record.choices import ChoiceRow, PersonRequest
from posta.web.formatting import format_day, to_local_day

Names = tuple[Mapping[int, str], Mapping[bytes, str]]


@dataclass(frozen=True, slots=True, repr=False)
class RequestRow:
    """One request: its entry, matter and state in words, what was said, and the answer."""

    code: str
    matter: str
    what: str
    state: str
    words: str
    note: str
    by: str
    answer: str
    answered_by: str

    @property
    def is_open(self) -> bool:
        return self.state == c.OPEN

    @property
    def is_forgetting(self) -> bool:
        return self.matter == c.FORGETTING


def present_requests(actor: Actor, requests: Iterable[PersonRequest], names: Names) -> tuple[RequestRow, ...]:
    """Return the requests of a person, newest first."""
    return tuple(_present(actor, one, names) for one in requests)


def _present(actor: Actor, one: PersonRequest, names: Names) -> RequestRow:
    asked, answer = one.asked, one.answer
    return RequestRow(
        asked.id.hex(),
        asked.matter,
        matter_labels()[asked.matter],
        one.state,
        state_label(asked.matter, one.state),
        asked.note,
        _by(actor, asked, names),
        answer.note if answer else "",
        _by(actor, answer, names) if answer else "",
    )


def _by(actor: Actor, row: ChoiceRow, names: Names) -> str:
    day = format_day(to_local_day(actor, row.at), actor.today)
    return ", ".join(one for one in (names[1].get(row.author or b"", ""), names[0].get(row.post, ""), day) if one)
