"""Signals of invented events: one a month where somebody follows them up, and some of the last days at every step.

Those of the last days are the same in every simulation, so that each list of a demonstration has something in it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from posta.simulation.events import Answers, ReportedSignal, SignalMove
from posta.simulation.population import weighted_choice
from posta.simulation.route import hides_municipality, local_moment

SignalEvent = ReportedSignal | SignalMove
LEADER = "team_leader"
_SEEN: tuple[tuple[Answers, str], ...] = (
    ({"sig_type": "disease", "sig_dx": "awd", "n_aff": 7}, "Siete con diarrea, beben del mismo tanque"),
    ({"sig_type": "influx", "n_aff": 120}, "Llegaron dos camiones de noche"),
    ({"sig_type": "wash"}, "El pozo huele a drenaje"),
    ({"sig_type": "disease", "sig_dx": "ari_upper", "n_aff": 15}, "Tos en el dormitorio de familias"),
    ({"sig_type": "violence", "n_aff": 4}, "Asalto en las vías, cuatro golpeados"),
)


def generate_signals(days: int, seed: int, posts: Sequence[str], led: Sequence[str], start: date) -> list[SignalEvent]:
    """Return the signals of these days in the order of their moments; at posts of `led` somebody follows them up."""
    random, events = Random(seed + 3), list(_list_recent(posts, led, start + timedelta(days=days)))
    for place, post in enumerate(led):
        for back in range(30 + 11 * place, days, 30):
            events += _list_course(f"{post}-{back}", post, start + timedelta(days=days - back), random)
    return sorted(events, key=lambda one: one.at)


def _list_course(number: str, post: str, day: date, random: Random) -> Iterator[SignalEvent]:
    """Yield a signal from its recording to its end; most are looked at in time."""
    answers, note = random.choice(_SEEN)
    at = local_moment(day, random.uniform(9, 17))
    yield _report(at, post, random.choice(("promoter", "nurse", "doctor")), number, answers, note)
    at += timedelta(hours=weighted_choice(random, ((2, 4), (9, 4), (20, 3), (31, 2))))
    if random.random() < 0.25:
        yield SignalMove(at, post, LEADER, number, "discard", reason=random.choice(("known", "usual")))
        return
    yield SignalMove(at, post, LEADER, number, "verify")
    at += timedelta(hours=random.choice((3, 12, 20)))
    risk = random.choice(("low", "moderate", "high"))
    yield SignalMove(at, post, LEADER, number, "assess", risk=risk, response=("wash",))
    if risk != "low":
        at += timedelta(hours=6)
        yield SignalMove(at, post, LEADER, number, "answer", response=("team",), note="El equipo va mañana a las 9")
    yield SignalMove(at + timedelta(days=6), post, LEADER, number, "close", note="Sin casos nuevos en 6 días")


def _report(at: datetime, post: str, role: str, number: str, answers: Answers, note: str) -> ReportedSignal:
    source = "chw" if role == "promoter" else "clinic"
    return ReportedSignal(at, post, role, number, {"sig_dt": at, "sig_src": source, **answers}, note)


def _list_recent(posts: Sequence[str], led: Sequence[str], today: date) -> Iterator[SignalEvent]:
    """Yield what happened in the last three days: one at each step where somebody follows up, one open everywhere else."""
    for post in led:
        for place, (answers, note) in enumerate(_SEEN[:4]):
            at = local_moment(today - timedelta(days=3), 9.5 + place)
            number = f"{post}-step-{place}"
            yield _report(at, post, "nurse", number, answers, note)
            yield from _list_steps(number, post, at, place)
    others = [post for post in posts if post not in led and not hides_municipality(post)]  # a signal names one
    for place, post in enumerate(others):
        answers, note = _SEEN[place % len(_SEEN)]
        at = local_moment(today - timedelta(days=1 + place % 2), 16.5 - place)
        yield _report(at, post, "promoter", f"{post}-open", answers, note)


def _list_steps(number: str, post: str, at: datetime, steps: int) -> Iterator[SignalMove]:
    """Yield the first acts of a course, so many of them."""
    moments = [at + timedelta(hours=hours) for hours in (5, 22, 26)]
    acts = (
        SignalMove(moments[0], post, LEADER, number, "verify"),
        SignalMove(moments[1], post, LEADER, number, "assess", risk="high", response=("samples", "wash")),
        SignalMove(
            moments[2], post, LEADER, number, "answer", response=("team",), note="El equipo llega mañana a las 9"
        ),
    )
    yield from acts[:steps]
