"""Talks and groups: who leads them, about what, and how many come."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from posta.simulation.events import Answers, GroupSession
from posta.simulation.population import weighted_choice
from posta.simulation.route import build_route, local_moment


def generate_sessions(days: int, seed: int, posts: tuple[str, ...], start: date) -> Iterator[GroupSession]:
    """Yield three or four talks a week at each post where a colleague gives them."""
    random = Random(seed + 2)
    places = [post for stage in build_route(posts) for post, _ in stage.posts if "group" in post.services]
    for number in range(days):
        today = []
        for post in places:
            if random.random() < 0.5:
                at = local_moment(start + timedelta(days=number), random.uniform(9, 17))
                role = "promoter" if random.random() < 0.7 else "psychologist"
                today.append(GroupSession(at, post.name, role, _session(role, start + timedelta(days=number), random)))
        yield from sorted(today, key=lambda session: session.at)


def _session(role: str, day: date, random: Random) -> Answers:
    """Return answers to the form `group`."""
    health = (("hyg", 5), ("foot", 6), ("water", 4), ("heat", 3), ("resp", 3), ("route", 5), ("rights", 3), ("sv72", 2))
    topic = "mh" if role == "psychologist" else weighted_choice(random, health)
    answers: Answers = {
        "g_date": day,
        "g_type": "psyedu" if role == "psychologist" else "hp",
        "topics": (topic,),
        "n_f_lt18": random.randrange(0, 5),
        "n_f_ge18": random.randrange(1, 9),
        "n_m_lt18": random.randrange(0, 5),
        "n_m_ge18": random.randrange(2, 18),
        "n_other": 1 if random.random() < 0.08 else 0,
        "minutes": random.choice((20, 30, 45, 60)),
    }
    if topic in ("foot", "hyg"):
        answers["kits"] = ({"kit": topic, "n": random.randrange(2, 20)},)
    return answers
