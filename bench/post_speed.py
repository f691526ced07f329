"""`append`, `replay` and `screen`: what one post can do on its own encrypted disk."""

from __future__ import annotations

import os
from typing import Any

from bench.measured.benchmark_mission import running_mission
from bench.report import Goal, Line, build

POST = "tenosique_la72"
SEED = 1
SINGLE, BULK, PEOPLE = 2_000, 10_240, 500
SMALL, LARGE = 100_000, 1_000_000
ENTRIES_A_PERSON = 4
SCREEN_PEOPLE, SCREEN_ENTRIES = 50_000, 200_000
SCREENS = ("board", "search", "timeline", "consultation", "save")

APPEND_GOALS = (
    Goal("posta.single_per_second", at_least=1_000),
    Goal("posta.request_p95_ms", at_most=25),
)
REPLAY_GOALS = (Goal(f"posta.seconds_{LARGE}", at_most=180),)
SCREEN_GOALS = tuple(Goal(f"posta.{screen}_p95_ms", at_most=100) for screen in SCREENS)


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
    """Server time of the screens of a morning at 50,000 people and 200,000 entries, and the weight of the first page."""
    with running_mission((POST,)) as mission:
        post = mission.posts[POST]
        post.ask("fill", people=SCREEN_PEOPLE, entries=SCREEN_ENTRIES, seed=SEED)
        figures = post.ask("screens", staff=mission.staff, keys=mission.keys)
    figures = {"people": SCREEN_PEOPLE, "entries": SCREEN_ENTRIES, **figures}
    return build("screen", figures, {}, goals=SCREEN_GOALS)


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
