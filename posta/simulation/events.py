"""What happens in a simulation, in the order in which it happens."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from posta.simulation.name_noise import RecordedName

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Registration:
    """A person arrives at a post and says who they are.

    `previous` is this person's registration at an earlier post, which the post may or may not find; `shows_pass` says
    whether they carry it on paper. `true_id` is for scoring, never for the post.
    """

    at: datetime
    post: str
    role: str
    number: str
    true_id: str
    previous: str | None
    shows_pass: bool
    refuses_link: bool
    came_from: str | None
    heading: str | None
    expected_there: date | None
    recorded_name: RecordedName
    answers: Answers


@dataclass(frozen=True, slots=True)
class SimulatedContact:
    """A registered person is cared for: the answers to each form that is filled, by the name of the form."""

    at: datetime
    post: str
    role: str
    registration: str
    true_id: str
    programme: str
    pregnant: bool
    forms: dict[str, Answers]


@dataclass(frozen=True, slots=True)
class GroupSession:
    """A talk or a group, written on this form; nobody is named."""

    at: datetime
    post: str
    role: str
    answers: Answers
    form: str = "group"


@dataclass(frozen=True, slots=True)
class ReportedSignal:
    """Somebody records a signal; `number` names it in the simulation. Where no place is said, it is that of the post."""

    at: datetime
    post: str
    role: str
    number: str
    answers: Answers
    note: str


@dataclass(frozen=True, slots=True)
class SignalMove:
    """An act on a signal that was recorded at the same post before."""

    at: datetime
    post: str
    role: str
    number: str
    act: str
    risk: str = ""
    response: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""


Event = Registration | SimulatedContact | GroupSession | ReportedSignal | SignalMove
