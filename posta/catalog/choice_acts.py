"""The structural act of choice: what a person decided about their care and their record, or asks for."""

from typing import Annotated

from msgspec import Meta

from posta.catalog.bounds import Id, Key, Line, Signature, Word
from posta.catalog.structural_acts import Act

CONSENTS = ("care", "share", "pass")
"""Matters that are asked apart, each answered with a code of the list `consent`."""
LINK, ANONYMOUS, RESTRICTED, OPENED = "link", "anonymous", "restricted", "opened"
CORRECTION, FORGETTING, ACCESS = "correction", "forgetting", "access"
RELAY = "relay"
"""What became of a forgetting at the relay; `refers` names the order to forget, and a computer that administers says so."""
REQUESTS = (CORRECTION, FORGETTING)
"""Matters that somebody answers; `refers` of the answer names the request."""
GIVEN, REFUSED, WITHDRAWN, NOT_ASKED = "y", "n", "r", "p"
OPEN, DONE, DECLINED, DROPPED = "open", "done", "declined", "dropped"
MOST_ANSWERS, MOST_REPLACED, MOST_FORGOTTEN = 16, 64, 1_000
_CONSENT = frozenset({GIVEN, REFUSED, WITHDRAWN, NOT_ASKED})
_WISH = frozenset({GIVEN, REFUSED})
STATES: dict[str, frozenset[str]] = {
    **dict.fromkeys(CONSENTS, _CONSENT),
    LINK: _WISH,
    ANONYMOUS: _WISH,
    RESTRICTED: _WISH,
    OPENED: frozenset({DONE}),
    ACCESS: frozenset({DONE}),
    CORRECTION: frozenset({OPEN, DONE, DECLINED}),
    FORGETTING: frozenset({OPEN, DONE, DECLINED, DROPPED}),
}


class Erasure(Act, frozen=True, array_like=True, kw_only=True):
    """Which entries are dropped because a person is forgotten, under the signature of who decided it.

    `subject` is the hash of the person's id: who does not know the id learns nothing from it.
    """

    subject: Key
    entries: Annotated[tuple[Id, ...], Meta(max_length=MOST_FORGOTTEN)]
    signer: Id
    signature: Signature


class PersonChoice(Act, frozen=True, array_like=True, kw_only=True):
    """What a person answered to one or more questions, or what became of what they asked for.

    `answers` are pairs of matter and state. `text` is the version of the notice that was read to them, in `language`;
    `said_by` is `self` or `guardian`. `replaces` names the earlier choices that the writer saw: a state stands while no
    choice that saw it answers the same matter.
    """

    answers: Annotated[tuple[tuple[Word, Word], ...], Meta(min_length=1, max_length=MOST_ANSWERS)]
    text: Word = ""
    language: Word = ""
    said_by: Word = ""
    note: Line = ""
    replaces: Annotated[tuple[Id, ...], Meta(max_length=MOST_REPLACED)] = ()
    erasure: Erasure | None = None

    def __post_init__(self) -> None:
        if any(matter in STATES and state not in STATES[matter] for matter, state in self.answers):
            raise ValueError("A choice has one of the states of its matter.")
        if len({matter for matter, _ in self.answers}) != len(self.answers):
            raise ValueError("A choice answers each matter once.")
