"""`append`, `replay` and `screen`: what one post can do on its own encrypted disk."""

from __future__ import annotations

import os
from typing import Any

from bench.measured.benchmark_mission import running_mission
from bench.report import Goal, Line, build
from posta.errors import InvalidData

POST = "tenosique_la72"
SEED = 1
SINGLE, BULK, PEOPLE = 2_000, 10_240, 500
SMALL, LARGE = 100_000, 1_000_000
ENTRIES_A_PERSON = 4
SCREEN_SIZE = (50_000, 200_000, 5_000)
SIZE_VARIABLE = "POSTA_BENCH_SIZE"
SCREENS = ("board", "search", "timeline", "consultation", "save", "agenda", "referrals")


class WrongSize(InvalidData):
    """A size of the screens is three numbers."""

    sentence = "A size is people,entries,open: 500000,2000000,5000. Each person is one of the entries."


APPEND_GOALS = (
    Goal("posta.single_per_second", at_least=1_000),
    Goal("posta.request_p95_ms", at_most=25),
)
REPLAY_GOALS = (Goal(f"posta.seconds_{LARGE}", at_most=180),)
SCREEN_GOALS = tuple(Goal(f"posta.{screen}_p95_ms", at_most=60) for screen in SCREENS)


def append() -> Line:
    """One durable act at a time, acts in bulk, and a consultation saved as a request, on SQLCipher with FULL."""
    with running_mission((POST,)) as mission:
        post = mission.posts[POST]
        post.ask("register", people=PEOPLE, seed=SEED)
        figures = post.ask("append", single=SINGLE, bulk=BULK, seed=SEED)
        request = post.ask("save", staff=mission.staff, keys=mission.keys)
    figures |= {f"request_{name}": value for name, value in request.items()}
    return build("append", figures, {}, goals=APPEND_GOALS)


def replay() -> Line:
    """Every projection dropped and folded again from 100,000 and from a million entries."""
    sizes = (SMALL,) if is_quick() else (SMALL, LARGE)
    figures: dict[str, Any] = {}
    for size in sizes:
        folded = _measure_replay(size)
        figures[f"seconds_{size}"] = folded["wall_seconds"]
        figures[f"cpu_seconds_{size}"] = folded["cpu_seconds"]
        figures[f"per_second_{size}"] = folded["entries"] / folded["wall_seconds"]
        figures[f"peak_rss_bytes_{size}"] = folded["peak_rss_bytes"]
        figures[f"stored_bytes_{size}"] = folded["stored_bytes"]
    return build("replay", figures, {}, goals=() if is_quick() else REPLAY_GOALS)


def screen() -> Line:
    """Server time of the screens of a morning at a size, and the weight of the first page.

    The size is 50,000 people, 200,000 entries, 5,000 open referrals and as many planned visits; `--size` asks another.
    """
    people, entries, under_way = read_size()
    with running_mission((POST,)) as mission:
        post = mission.posts[POST]
        filled = post.ask("fill", people=people, entries=entries, seed=SEED, under_way=under_way)
        figures = post.ask("screens", staff=mission.staff, keys=mission.keys)
    size = {"people": people, "entries": entries, "open_referrals": under_way, "planned_visits": under_way}
    figures = {**size, "fill_seconds": filled["wall_seconds"], "stored_bytes": filled["stored_bytes"], **figures}
    return build("screen", figures, {}, goals=SCREEN_GOALS)


def read_size() -> tuple[int, int, int]:
    """Return people, entries and what is under way, as POSTA_BENCH_SIZE says. Raises WrongSize."""
    asked = os.environ.get(SIZE_VARIABLE)
    try:
        size = tuple(int(one.replace("_", "")) for one in asked.split(",")) if asked else SCREEN_SIZE
    except ValueError:
        raise WrongSize from None
    if len(size) != 3 or not 0 < size[0] <= size[1] or size[2] < 0:
        raise WrongSize
    return size[0], size[1], size[2]


def is_quick() -> bool:
    """Whether the long replay is left out (POSTA_BENCH_QUICK=1)."""
    return os.environ.get("POSTA_BENCH_QUICK") == "1"


def _measure_replay(entries: int) -> dict[str, Any]:
    with running_mission((POST,)) as mission:
        post = mission.posts[POST]
        filled = post.ask("fill", people=entries // ENTRIES_A_PERSON, entries=entries, seed=SEED)
        before = post.ask("state")
        folded = post.ask("replay")
        if post.ask("state") != before:
            raise RuntimeError("After the replay the post must show what it showed before.")
    return {**folded, "stored_bytes": filled["stored_bytes"]}
