"""The `[service]` of a form: how screens and acts treat what is written on it, declared beside its questions.

A form says here whether it ends a visit, what its line in the timeline shows, which reasons for coming it answers,
when it counts as a follow-up, to whom and where it is offered. Screens and acts read this and name no form.

>>> from posta.catalog.language.form import get_form
>>> get_form("anc").service.ends_visit, get_form("anc").service.reasons
(True, ('pregnancy',))
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from posta.catalog.errors import InvalidDefinition
from posta.catalog.language.signing import Signing, signing_rules
from posta.terms.data_files import LANGUAGES

if TYPE_CHECKING:
    from posta.catalog.language.field import Field

ANY_REASON = "any"
PRESSURE = "bp"
"""In a summary: systolic and diastolic pressure said together, of a form that asks both."""
PRESSURES = ("sbp", "dbp")
DAYS = ("date", "datetime")
BUTTON_PLACES = ("next_step", "waiting", "actions")
"""On the page of a person: the step at its foot, beside who waits and has no colour yet, among the other actions."""
FIRST, FOLLOW_UP = "first", "follow_up"
BY_PERSON, BY_POST_AND_YEAR = "person", "post_and_year"
COUNTED_BY = (BY_PERSON, BY_POST_AND_YEAR)
SCREEN = re.compile(r"[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How it is known whether a contact follows an earlier one, where nobody said.

    `always`: the form says it by its name, "first" or "follow_up". `question` and `first`: another answer than `first`
    to this question says that it follows. `days`: for how long the same form belongs to the same case; 0 is never.
    """

    days: int = 14
    question: str = ""
    first: str = ""
    always: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button on the page of a person: its place (one of BUTTON_PLACES), its icon, its words."""

    place: str
    icon: str
    es: str
    en: str
    fr: str

    def label(self, language: str) -> str:
        """Return the words of the button in the language asked, else in Spanish."""
        return {"en": self.en, "fr": self.fr}.get(language, self.es)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The main button of the first page where a form is what is done most: kinds of posts, roles, icon and words.

    No kind named is every kind. `unless`: where one of these services of a place is given, something else is done most.
    """

    roles: tuple[str, ...]
    icon: str
    es: str
    en: str
    fr: str
    at: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return the words of the button in the language asked, else in Spanish."""
        return {"en": self.en, "fr": self.fr}.get(language, self.es)

    def is_at(self, post_kind: str) -> bool:
        """Return whether it is the main button at posts of this kind."""
        return not self.at or post_kind in self.at


@dataclass(frozen=True, slots=True)
class Numbering:
    """Which earlier forms are counted before this one is computed: of the same person, or of the post since January."""

    form: str
    by: str = BY_PERSON
    attended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCaseRule:
    """What keeps somebody among the open cases of a form: an entry, until one answers the question `closed_by`.

    `shown`: questions whose last answers the list shows. `promises`: a group of rows that each say what was done or
    promised; of a row `need` and `what` name it, `due` is the day until which it is promised, `result` how it came out,
    and `open_results` are the outcomes that leave it open. A later row with the same need and the same `what` replaces it.
    `es`, `en`, `fr`: the heading of the list.
    """

    closed_by: str
    es: str
    en: str
    fr: str
    shown: tuple[str, ...] = ()
    promises: str = ""
    need: str = ""
    what: str = ""
    due: str = ""
    result: str = ""
    open_results: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        """Return the heading of the list in the language asked, else in Spanish."""
        return {"en": self.en, "fr": self.fr}.get(language, self.es)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that a row of promises is read from."""
        return tuple(name for name in (self.need, self.what, self.due, self.result) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How a form is treated; what is not declared has the value that fits most forms."""

    # The visit
    ends_visit: bool = False  # its page asks what comes next: their way, a day to come back, a referral
    part_of_visit: bool = False  # it comes with another form of a visit, and makes nothing new or a follow-up
    closes_arrival: bool = True  # signing it closes the arrival of a person who waits for it
    before_care: bool = False  # alone it is no care: who was given nothing else was not seen yet
    names_programme: bool = True  # the visit is of its programme
    reasons: tuple[str, ...] = ()  # what people come for and it answers; `any` answers all
    follow_up: FollowUp = field(default_factory=FollowUp)
    after_harm: bool = False  # it is offered where somebody says that they were hurt or threatened
    departure: str = ""  # the question of when they travel on: what has one says by itself that they leave
    next_stop: str = ""  # the question of where they travel next: the post there is told, unless nobody wants it
    schedules: tuple[str, ...] = ()  # of terms/schedules.toml: the visits that it proposes
    # The line in the timeline
    heading: str = ""  # the question that says what it was about
    heading_alone: bool = False  # the answer to it needs no name of the form before it
    summary: tuple[str, ...] = ()  # questions of the line below, in their order
    labelled: tuple[str, ...] = ()  # those whose answer needs the question before it
    diagnosis: str = ""  # the question that names the illness somebody comes back for
    # Where it is offered
    offered: bool = True  # it stands among the forms that can be chosen
    offered_first: Mapping[str, int] = field(default_factory=dict)  # roles that write it often: its place among those
    follows: str = ""  # the form that comes before it: as long as there is neither, that one is offered first
    posts: tuple[str, ...] = ()  # kinds of posts where it is offered; none named is everywhere
    place_services: tuple[str, ...] = ()  # services of a place that answer it, instead of those of its programme
    screen: str = ""  # the folder of its own screen, where it has one; else the page of every form
    button: Button | None = None  # a button on the page of a person
    leads: tuple[Lead, ...] = ()  # where it is the main button of the first page, and of whom
    # What it begins
    case: OpenCaseRule | None = None  # its entries keep somebody among the open cases of who writes it often
    opens: str = ""  # the aggregate of operations that it opens: one form at most for each
    prefilled: tuple[str, ...] = ()  # questions that the address of its page may answer
    signing: Signing | None = None  # its own buttons to sign, and the questions that they decide
    # What is known around it
    repeats: str = ""  # the question why they came: who comes for the same may begin with a copy of the last one
    begins_now: tuple[
        str, ...
    ] = ()  # days and moments that are now, in each new row too, unless somebody says otherwise
    read_by_others: bool = False  # conditions and calculations of other forms read its latest answers
    own_signs: bool = False  # it asks vital signs of the person that it is about
    signs_of_hours: int = 0  # vital signs taken within so many hours count in it
    numbering: Numbering | None = None
    days_of_a_life: bool = True  # its days lie after the person's birth and not years ahead

    def answers(self, reason: str) -> bool:
        """Return whether the form answers this reason for a visit."""
        return ANY_REASON in self.reasons or reason in self.reasons

    def is_offered_at(self, post_kind: str) -> bool:
        """Return whether it is offered at posts of this kind."""
        return not self.posts or post_kind in self.posts

    @property
    def answers_all(self) -> bool:
        """Return whether it answers every reason for a visit."""
        return ANY_REASON in self.reasons


NESTED = {"follow_up": FollowUp, "button": Button, "numbering": Numbering, "case": OpenCaseRule, "signing": Signing}
ROWS = {"leads": Lead}


def read_service(where: str, declared: object) -> dict[str, object]:
    """Return the table `[service]` of a form, ready to become a Service; raises InvalidDefinition for unknown keys."""
    if not isinstance(declared, dict):
        raise InvalidDefinition(where, "[service] is a table")
    _refuse_unknown(f"{where} [service]", declared, Service)
    for key, made in NESTED.items():
        if isinstance(declared.get(key), dict):
            _refuse_unknown(f"{where} [service.{key}]", declared[key], made)
    for key, made in ROWS.items():
        for row in declared.get(key, ()):
            _refuse_unknown(f"{where} [[service.{key}]]", row, made)
    return declared


def _refuse_unknown(where: str, declared: Mapping[str, object], made: type) -> None:
    stray = set(declared) - {one.name for one in fields(made)}
    if stray:
        raise InvalidDefinition(where, f"unknown keys {', '.join(sorted(stray))}")


def service_rules(service: Service, asked: Mapping[str, "Field"]) -> list[str]:
    """Return the rules of a manifest that this one breaks, in words.

    `asked` are the questions of its form by name.
    """
    return [f"service {rule}" for rule in _service_rules(service, asked)]


def _service_rules(service: Service, asked: Mapping[str, "Field"]) -> Iterator[str]:
    columns = {f"{one.name}.{column.name}": column for one in asked.values() for column in one.fields}
    for key, names in _questions(service).items():
        for name in names:
            if name not in asked and not (key == "begins_now" and name in columns):
                yield f"{key}: there is no question {name}"
    if not set(PRESSURES) <= asked.keys() and PRESSURE in service.summary and PRESSURE not in asked:
        yield f"summary: {PRESSURE} needs the questions {' and '.join(PRESSURES)}"
    for name in service.begins_now:
        if (known := {**asked, **columns}.get(name)) and known.type not in DAYS:
            yield f"begins_now: {name} is no day"
    if service.heading_alone and not service.heading:
        yield "heading_alone: there is no heading"
    if not set(service.labelled) <= set(service.summary):
        yield "labelled: names only questions of the summary"
    yield from _visit_rules(service)
    yield from _place_rules(service)
    yield from _case_rules(service.case, columns) if service.case else ()
    yield from signing_rules(service.signing, asked, service.begins_now) if service.signing else ()


def _questions(service: Service) -> dict[str, tuple[str, ...]]:
    """Return the questions that a manifest names, by key."""
    return {
        "heading": (service.heading,) if service.heading else (),
        "summary": tuple(name for name in service.summary if name != PRESSURE),
        "labelled": service.labelled,
        "diagnosis": (service.diagnosis,) if service.diagnosis else (),
        "departure": (service.departure,) if service.departure else (),
        "next_stop": (service.next_stop,) if service.next_stop else (),
        "repeats": (service.repeats,) if service.repeats else (),
        "begins_now": service.begins_now,
        "prefilled": service.prefilled,
        "follow_up": (service.follow_up.question,) if service.follow_up.question else (),
        "case": _case_questions(service.case) if service.case else (),
    }


def _case_questions(case: OpenCaseRule) -> tuple[str, ...]:
    return (case.closed_by, *case.shown, *((case.promises,) if case.promises else ()))


def _case_rules(case: OpenCaseRule, columns: Mapping[str, "Field"]) -> Iterator[str]:
    for name in case.columns:
        if f"{case.promises}.{name}" not in columns:
            yield f"case: {case.promises or 'what promises nothing'} has no column {name}"
    if bool(case.promises) != bool(case.what and case.result):
        yield "case: promises have a column that says what and one for the result"
    if not all(case.heading(language).strip() for language in LANGUAGES):
        yield "case: its heading is needed in es, en and fr"


def _visit_rules(service: Service) -> Iterator[str]:
    if service.ends_visit and (service.part_of_visit or not service.closes_arrival):
        yield "ends_visit: a part of another visit ends none, and what ends one closes the arrival"
    if service.reasons and not service.closes_arrival:
        yield "reasons: what closes no arrival answers no reason"
    if service.answers_all and len(service.reasons) > 1:
        yield f"reasons: {ANY_REASON} stands alone"
    follow_up = service.follow_up
    if follow_up.always not in ("", FIRST, FOLLOW_UP):
        yield f"follow_up: always is {FIRST} or {FOLLOW_UP}"
    if bool(follow_up.question) != bool(follow_up.first):
        yield "follow_up: question and first go together"
    if follow_up.days < 0 or service.signs_of_hours < 0:
        yield "follow_up.days and signs_of_hours are not negative"


def _place_rules(service: Service) -> Iterator[str]:
    if service.screen and not SCREEN.fullmatch(service.screen):
        yield "screen: has small letters and - only"
    if service.repeats and not service.screen:
        yield "repeats: only a screen of its own begins with a copy"
    if any(place < 1 for place in service.offered_first.values()):
        yield "offered_first: places start at 1"
    if service.offered_first and not service.offered:
        yield "offered_first: the form is not offered"
    if service.numbering is not None and service.numbering.by not in COUNTED_BY:
        yield f"numbering: by is one of {', '.join(COUNTED_BY)}"
    button = service.button
    if button is not None and button.place not in BUTTON_PLACES:
        yield f"button: place is one of {', '.join(BUTTON_PLACES)}"
    if button is not None and not all(button.label(language).strip() for language in LANGUAGES):
        yield "button: its words are needed in es, en and fr"
    for lead in service.leads:
        if not lead.roles or not all(lead.label(language).strip() for language in LANGUAGES):
            yield "leads: roles and words in es, en and fr are needed"
