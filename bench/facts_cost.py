"""`facts`: what the typed tables of facts cost a large receive and a replay, in pairs.

Two posts receive the same consultations from the same relay, one after the other, in one of them without the tables; then
each folds its log again with and without them, by turns. A pair is measured within a minute: a machine shared with others
is twice as fast in one minute as in the next, so the ratio of a pair counts, and of the ratios the middle one.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from bench.measured.benchmark_mission import Mission, Post, running_mission
from bench.report import Goal, Line, build

SENDER = "tenosique_la72"
RECEIVERS = ("coatzacoalcos_casa", "coatzacoalcos_vias")
NUMBER, VISITS_A_PERSON, SEED = 20_000, 5, 1
RECEIVES, REPLAYS = 3, 3
MEASURED = ("wall_seconds", "cpu_seconds")
GOALS = (Goal("posta.receive_ratio_wall", at_most=1.1), Goal("posta.replay_ratio_wall", at_most=1.1))

Pair = tuple[dict[str, Any], dict[str, Any]]


class NothingMeasured(RuntimeError):
    """A post took in something else than what was sent; the figures mean nothing."""


def facts() -> Line:
    """Receive and replay with the typed tables of facts, against the same without them."""
    receives: list[Pair] = []
    replays: list[Pair] = []
    for number in range(RECEIVES):
        with running_mission((SENDER, *RECEIVERS)) as mission:
            receives.append(_receive_both(mission, is_first=number % 2 == 0))
            replays.extend(_replay_both(mission.posts[RECEIVERS[0]]) for _ in range(REPLAYS))
    return build(
        "facts", {"records": NUMBER, **_compare("receive", receives), **_compare("replay", replays)}, {}, goals=GOALS
    )


def _receive_both(mission: Mission, *, is_first: bool) -> Pair:
    """Let both posts receive the same log, the one with facts first or second."""
    sender, receivers = mission.posts[SENDER], [mission.posts[name] for name in RECEIVERS]
    people = NUMBER // VISITS_A_PERSON
    sender.ask("register", people=people, seed=SEED)
    sender.ask("exchange")
    for receiver in receivers:
        _expect(receiver.ask("exchange"), people)
    sender.ask("consult", first=0, last=NUMBER, seed=SEED)
    sender.ask("exchange")
    pair = {with_facts: receiver.ask("exchange", facts=with_facts)
             for receiver, with_facts in zip(receivers, (is_first, not is_first), strict=True)}  # fmt: skip
    for received in pair.values():
        _expect(received, NUMBER)
    return _as_pair(pair[True], pair[False])


def _replay_both(post: Post) -> Pair:
    """Fold a post's log again without the tables of facts, and then with them."""
    without, with_facts = post.ask("replay", facts=False), post.ask("replay")
    return _as_pair(with_facts, without)


def _as_pair(with_facts: dict[str, Any], without: dict[str, Any]) -> Pair:
    """Refuse two sides that do not differ in the tables of facts: they would cost nothing."""
    if with_facts["fact_rows"] - without["fact_rows"] < NUMBER:  # people were received with theirs
        raise NothingMeasured(f"{with_facts['fact_rows']} rows of facts with them, {without['fact_rows']} without")
    return with_facts, without


def _compare(name: str, pairs: list[Pair]) -> dict[str, Any]:
    """Give the middle of each side and the middle ratio of the pairs, in wall and in processor time."""
    figures: dict[str, Any] = {f"{name}_pairs": len(pairs)}
    for measured in MEASURED:
        unit = measured.removesuffix("_seconds")
        figures[f"{name}_with_{measured}"] = median(pair[0][measured] for pair in pairs)
        figures[f"{name}_without_{measured}"] = median(pair[1][measured] for pair in pairs)
        figures[f"{name}_ratio_{unit}"] = median(pair[0][measured] / pair[1][measured] for pair in pairs)
    return figures


def _expect(received: dict[str, Any], number: int) -> None:
    if received["new"] != number or received["aside"]:
        raise NothingMeasured(f"{number} entries were sent and {received['new']} arrived: {received['reasons']}")
