"""The way through the country: which posts a party stops at, and when.

Tenosique, the Gulf, sometimes the capital, one city of the north; people sent back walk it the other way round.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from posta.clock import DEFAULT_TIME_ZONE, moment_at
from posta.simulation.population import TravelGroup, weighted_choice

STAY = "stay"
STAYS = (25, 90)  # nights in a residence


@dataclass(frozen=True, slots=True)
class RoutePost:
    """What the simulation knows of a post."""

    name: str
    stage: int
    weight: int
    place: str
    where: str
    services: frozenset[str]


@dataclass(frozen=True, slots=True)
class RouteStop:
    """A party's days at one post, where it came from and where it means to go."""

    post: RoutePost
    arrives: date
    nights: int
    came_from: RoutePost | None
    heading: RoutePost | None
    days_travelled: int


@dataclass(frozen=True, slots=True)
class RouteStage:
    """Posts that people reach at the same time of their way."""

    order: int
    likely: float
    days: int
    posts: tuple[tuple[RoutePost, int], ...]


@cache
def build_route(posts: tuple[str, ...]) -> tuple[RouteStage, ...]:
    """Return the stages of a road over these posts, from south to north.

    A post that the route does not know is a stage of its own.
    """
    data = _read_road()
    stages: dict[int, tuple[float, int]] = {}
    found: dict[int, list[RoutePost]] = {}
    for number, name in enumerate(posts):
        known = data["posts"].get(name)
        alone = {"order": 10 + number, "likely": 0.6, "days": 5}
        stage: dict[str, Any] = data["stages"][known["stage"]] if known else alone
        stages[stage["order"]] = (stage["likely"], stage["days"])
        found.setdefault(stage["order"], []).append(_post(name, stage["order"], known))
    return tuple(
        RouteStage(order, *stages[order], tuple((post, post.weight) for post in found[order]))
        for order in sorted(stages)
    )


def hides_municipality(name: str) -> bool:
    """Return whether the mission does not say in which municipality a post of the route lies."""
    return bool(_read_road()["posts"].get(name, {"place": "?"})["place"] == "")


@cache
def _read_road() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data/road.toml").read_text(encoding="utf-8"))


def _post(name: str, order: int, known: dict[str, Any] | None) -> RoutePost:
    if known is None:
        return RoutePost(name, order, 1, "", "clinic", frozenset(("opd", "mh", "sw", "group")))
    services = frozenset(known["services"].split())
    return RoutePost(name, order, known["weight"], known["place"], known["where"], services)


def sample_stops(party: TravelGroup, posts: Sequence[str], random: Random) -> list[RouteStop]:
    """Return where this party stops, at least once: everybody is seen somewhere."""
    stages = build_route(tuple(posts))
    if not party.north:
        stages = stages[::-1]
    chosen = [stage for stage in stages if random.random() < stage.likely] or [random.choice(stages)]
    places = [weighted_choice(random, stage.posts) for stage in chosen]
    stops, day = [], party.sets_out
    for at, (stage, post) in enumerate(zip(chosen, places, strict=True)):
        travelled = _days(random, stage.days or 6)
        day += timedelta(days=travelled if at else 0)
        lives_there = STAY in post.services
        nights = random.randrange(*STAYS) if lives_there else _nights(random, last=at == len(chosen) - 1)
        heading = places[at + 1] if at + 1 < len(places) else None
        stops.append(RouteStop(post, day, nights, places[at - 1] if at else None, heading, travelled))
        day += timedelta(days=nights)
    return stops


def _days(random: Random, usual: int) -> int:
    return max(1, round(random.gammavariate(3.0, usual / 3.0)))


def _nights(random: Random, last: bool) -> int:
    return min(25, round(random.expovariate(1 / (7 if last else 3))))


def local_moment(day: date, hour: float) -> datetime:
    """Return a moment of the Mexican day, in UTC."""
    minutes = timedelta(minutes=int(hour * 60))
    return moment_at(day, time(), DEFAULT_TIME_ZONE) + minutes
