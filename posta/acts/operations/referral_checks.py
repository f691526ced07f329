"""What stops a referral before it is written: to oneself, to a place without care, where nobody could read it, or twice."""

from collections.abc import Iterator, Mapping, Sequence

from posta.acts.actor import Actor
from posta.acts.operations.sealed_referrals import open_referrals
from posta.catalog.answers import ValidatedForm
from posta.catalog.errors import InvalidAnswers, Problem
from posta.chart.record.choices import NO_SHARE
from posta.chart.record.person import Person
from posta.clock import to_epoch_day
from posta.ids import EntryId
from posta.mission.posts import find_post
from posta.operations.directory.partners import find_partner
from posta.operations.referrals.opening import (
    ACTS_OF_STATUS,
    TO_A_POST,
    OpeningAnswers,
    find_post_number,
    get_opening_form,
    read_opening,
)
from posta.operations.referrals.referral_lists import list_of_person
from posta.terms.schedules import get_referral_services

DESTINATION = "to_name"
OWN_POST, NO_POST, UNKNOWN, ANOTHER_NETWORK, CLOSED, TWICE = (
    "refer_own_post",
    "refer_no_post",
    "refer_unknown_post",
    "refer_other_network",
    "refer_closed",
    "refer_twice",
)
NOT_SHARED = "refer_not_shared"


def check_referrals(
    actor: Actor, person: Person | None, filled: Sequence[ValidatedForm], corrects: EntryId | None
) -> None:
    """Check the destinations of the referrals among these forms. Raises InvalidAnswers."""
    form = get_opening_form()
    written = [one.answers for one in filled if one.form.name == form.name]
    if person is None or not written:
        return
    rules = [rule for one in written for rule in _list_broken(actor, person, read_opening(one), corrects)]
    rules += [NOT_SHARED for one in written if _is_against_their_will(person, one)]
    if rules:
        raise InvalidAnswers(tuple(Problem(f"{form.name}.{DESTINATION}", rule) for rule in rules))


def _list_broken(actor: Actor, person: Person, asked: OpeningAnswers, corrects: EntryId | None) -> Iterator[str]:
    number = find_post_number(asked.to_code)
    if number is not None:
        post = find_post(actor.node.cursor, number)
        if number == actor.post.number:
            yield OWN_POST
        elif post is None:
            yield UNKNOWN
        elif person.network not in post.networks:
            yield ANOTHER_NETWORK
        elif not post.gives_care_from(to_epoch_day(actor.today), get_referral_services().get(asked.reason, ())):
            yield CLOSED
    elif asked.to_type == TO_A_POST:
        yield NO_POST
    else:
        partner = find_partner(actor.node.cursor, asked.to_code)
        if partner is not None and partner.closed:
            yield CLOSED
    if asked.to_code and corrects is None and _is_open_already(actor, person, asked):
        yield TWICE


def _is_against_their_will(person: Person, answers: Mapping[str, object]) -> bool:
    """Return whether this would name the person to another post against their choice not to share."""
    asked = read_opening(answers)
    reaches_post = find_post_number(asked.to_code) is not None and "send" in ACTS_OF_STATUS.get(asked.status, ())
    return reaches_post and NO_SHARE in person.wishes and answers.get("consent") != "y"


def _is_open_already(actor: Actor, person: Person, asked: OpeningAnswers) -> bool:
    """Return whether the person has an open referral, readable here, for the same reason and destination."""
    known = open_referrals(actor, list_of_person(actor.node.cursor, person.id))
    return any(one.is_open and (one.to_code, one.reason) == (asked.to_code, asked.reason) for one in known)
