"""Choices: what a person decides about their care and their record, what they ask for, and what a team leader answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from posta.acts.actor import Actor, draft_entry
from posta.catalog import choice_acts as c
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.catalog.kinds import CHOICE, KINDS
from posta.chart.record.choices import FIRST_ANSWERS, PersonRequest, list_choices
from posta.chart.record.person import Person
from posta.clock import to_millis
from posta.errors import InvalidData, gettext_noop
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.rules.choice_rule import is_decision, may_decide
from posta.mission.rules.permissions import check_can_give_care
from posta.scribe.write import EntryDraft, write


class ChoiceNotPossible(InvalidData):
    """A choice or a request cannot be recorded like this."""

    sentences = {
        "choose_something": gettext_noop("Choose an answer to at least one question."),
        "request_needs_words": gettext_noop("Write what is wrong and what should stand there instead."),
        "request_answered": gettext_noop("This request was answered meanwhile; look at the list again."),
        "not_sure": gettext_noop("Tick that everything is dropped for good; it cannot be undone."),
        "forgetting_is_signed": gettext_noop("To forget somebody, use the page for it: it asks for your words."),
        "kept_by_law": gettext_noop(
            "The law makes us keep a medical note for five years after the last care. Restrict the record instead."
        ),
        "decline_needs_reason": gettext_noop("Write the reason, in words that can be read to the person."),
        "opening_needs_reason": gettext_noop("Choose or write why you open this record."),
    }


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """How something was asked: the version of the notice, the language it was read in, and who answered."""

    text: str = ""
    language: str = ""
    said_by: str = "self"


def record_choice(
    actor: Actor, person: Person, answers: Mapping[str, str], asked: Asked, *, refers: EntryId | None = None
) -> EntryId:
    """Record what a person answered, by matter; it takes the place of what stands now. Raises Refused."""
    check_can_give_care(actor.staff)
    if any(is_decision(matter, state) for matter, state in answers.items()) and not may_decide(actor.staff.role):
        raise Refused("records_by_leaders")
    known = list_choices(actor.node.cursor, person.id)
    given = tuple(sorted(answers.items()))
    if not given:
        raise ChoiceNotPossible("choose_something")
    seen = sorted({row.id for matter, _ in given for row in known.standing.get(matter, ())})
    act = c.PersonChoice(
        answers=given, text=asked.text, language=asked.language, said_by=asked.said_by,
        replaces=tuple(seen[-c.MOST_REPLACED :]),
    )  # fmt: skip
    return write(actor.node, [_draft(actor, person, act, refers)])[0]


def record_first_choice(
    actor: Actor, person: Person, answers: Mapping[str, object], asked: Asked, registration: EntryId, *, anonymous: bool
) -> EntryId | None:
    """Record with a registration what was answered to its questions, and that the person gave no name."""
    given = {matter: str(answers[name]) for matter, name in FIRST_ANSWERS.items() if answers.get(name)}
    given = {matter: state for matter, state in given.items() if state != c.NOT_ASKED}
    if anonymous:
        given[c.ANONYMOUS] = c.GIVEN
    return record_choice(actor, person, given, asked, refers=registration) if given else None


def record_request(actor: Actor, person: Person, matter: str, note: str, *, said_by: str = "self") -> EntryId:
    """Record that a person asks for a correction, or to be forgotten. Raises Refused, ChoiceNotPossible."""
    check_can_give_care(actor.staff)
    if matter == c.CORRECTION and not note:
        raise ChoiceNotPossible("request_needs_words")
    act = c.PersonChoice(answers=((matter, c.OPEN),), said_by=said_by, note=note)
    return write(actor.node, [_draft(actor, person, act, None)])[0]


def record_answer(actor: Actor, person: Person, request: EntryId, state: str, note: str = "") -> EntryId:
    """Answer a request: done, or declined with a reason that can be read to the person. Raises Refused,
    ChoiceNotPossible."""
    check_can_decide(actor)
    asked = find_request(actor, person, request)
    if asked is None or asked.state != c.OPEN:
        raise ChoiceNotPossible("request_answered")
    if asked.asked.matter == c.FORGETTING and state == c.DONE:
        raise ChoiceNotPossible("forgetting_is_signed")
    if state == c.DECLINED and not note:
        raise ChoiceNotPossible("decline_needs_reason")
    act = c.PersonChoice(answers=((asked.asked.matter, state),), note=note)
    return write(actor.node, [_draft(actor, person, act, request)])[0]


def record_opening(actor: Actor, person: Person, reason: str) -> EntryId:
    """Record why a closed record is opened. Raises Refused, ChoiceNotPossible."""
    check_can_give_care(actor.staff)
    if not reason:
        raise ChoiceNotPossible("opening_needs_reason")
    act = c.PersonChoice(answers=((c.OPENED, c.DONE),), note=reason)
    return write(actor.node, [_draft(actor, person, act, None, held=False)])[0]


def record_copy(actor: Actor, person: Person, language: str) -> EntryId:
    """Record that a person was given a copy of their record. Raises Refused."""
    check_can_give_care(actor.staff)
    act = c.PersonChoice(answers=((c.ACCESS, c.DONE),), language=language)
    return write(actor.node, [_draft(actor, person, act, None, held=False)])[0]


def find_request(actor: Actor, person: Person, request: EntryId) -> PersonRequest | None:
    """Return a request of a person by its entry."""
    known = list_choices(actor.node.cursor, person.id)
    return next((one for one in known.requests if one.asked.id == request), None)


def check_can_decide(actor: Actor) -> None:
    """Check that a colleague decides about people's records. Raises Refused."""
    check_can_give_care(actor.staff)
    if not may_decide(actor.staff.role):
        raise Refused("records_by_leaders")


def _draft(
    actor: Actor, person: Person, act: c.PersonChoice, refers: EntryId | None, *, held: bool = True
) -> EntryDraft:
    author = None if actor.staff.trade.hides_author else actor.staff.id
    head = (CHOICE, KINDS[CHOICE].version, author, person.id)
    payload = ClinicalPayload(*head, to_millis(actor.now), 0, actor.post.number, refers, act)
    return draft_entry([(Compartment.CARE, payload)], person.network, held=held)
