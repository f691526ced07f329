"""Where people travel next, from what was signed: the posts in that municipality that learn of it, if they may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import StopChoice
from posta.catalog.answers import ValidatedForm
from posta.chart.agenda.planned_visits import list_expectations
from posta.chart.record.choices import NO_SHARE
from posta.chart.record.person import Person
from posta.clinical.follow_up import stretches_ahead, travel_days
from posta.clock import to_epoch_day
from posta.mission.posts import Post, list_posts

EXPECTED_FOR_DAYS = 14  # how long somebody is looked out for after the day they are expected


@dataclass(frozen=True, slots=True, repr=False)
class ProposedStop:
    """A post to tell that a person is coming, around which day, and whether that is chosen beforehand."""

    place: Post
    day: date
    chosen: bool

    @property
    def key(self) -> str:
        """Return the name by which a page tells it from others: post and day."""
        return f"stop_{self.place.number}-{self.day:%Y%m%d}"

    def choose(self, day: date) -> StopChoice:
        """Return the choice of this post on a day."""
        return StopChoice(self.place.number, day, last_day(day))


def last_day(day: date) -> date:
    """Return until when people are looked out for who are expected on a day."""
    return day + timedelta(days=EXPECTED_FOR_DAYS)


def arrival_day(actor: Actor, place: Post, leaving: date) -> date:
    """Return around which day people who leave this post on a day can be at another: one day at least."""
    days = travel_days(_state(actor.post), _state(place), "") if place.municipality else 0
    return leaving + timedelta(days=max(1, days))


def propose_next_stops(actor: Actor, person: Person, filled: Sequence[ValidatedForm]) -> tuple[ProposedStop, ...]:
    """Return the posts to tell where signed forms say where a person travels next; the first is chosen.

    Only posts of the person's care network that are open that day; nothing where they are expected already, and nothing
    of a person who shares with no other post.
    """
    for form in filled:
        service = form.form.service
        towards = form.answers.get(service.next_stop) if service.next_stop else None
        if towards and NO_SHARE not in person.wishes:
            leaving = _departure(form.answers, service.departure, actor.today)
            known = list_expectations(actor.node.cursor, [person.id]).get(person.id)
            posts = [
                one for one in list_posts(actor.node.cursor) if _is_next(one, str(towards), person, actor, leaving)
            ]
            new = [one for one in posts if known is None or one.number != known.post]
            return tuple(
                ProposedStop(one, arrival_day(actor, one, leaving), chosen=place == 0) for place, one in enumerate(new)
            )
    return ()


def list_posts_by_route(actor: Actor) -> tuple[ProposedStop, ...]:
    """Return the open posts of this network in the order of the route, with the day of arrival at each.

    Ahead on the usual way come first, the nearest before the others; then those of this town, and those behind. None is
    chosen: where people go is for them to say.
    """
    today, here = to_epoch_day(actor.today), actor.post
    others = [one for one in list_posts(actor.node.cursor) if one.number != here.number]
    reached = [one for one in others if actor.network in one.networks and one.is_open_on(today)]
    return tuple(
        ProposedStop(one, arrival_day(actor, one, actor.today), chosen=False)
        for one in sorted(reached, key=lambda one: _place_on_route(here, one))
    )


def _place_on_route(here: Post, other: Post) -> tuple[bool, bool, int, int]:
    ahead = stretches_ahead(_state(here), _state(other))
    same_town = other.municipality == here.municipality
    return ahead is None or ahead < 0, same_town, abs(ahead or 0), other.number


def _state(post: Post) -> str:
    """Return the state of a post: the first two digits of INEGI's code of its municipality."""
    return post.municipality[:2]


def _is_next(post: Post, towards: str, person: Person, actor: Actor, leaving: date) -> bool:
    there = post.municipality == towards and post.number != actor.post.number
    return (
        there and person.network in post.networks and post.is_open_on(to_epoch_day(arrival_day(actor, post, leaving)))
    )


def _departure(answers: Mapping[str, object], question: str, today: date) -> date:
    """Return the day on which they leave, as far as it is to come; without one, today."""
    day = answers.get(question)
    return max(day, today) if isinstance(day, date) else today
