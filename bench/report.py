"""The one JSON line of a benchmark: what it holds, how it is computed, when it may be printed.

A ratio is always computed from the two figures in the line, and `met` from the goals; nothing of the kind is typed by
hand. A ratio above 1 says that Posta is better, whether more of the figure is better or less. Where a peer could not be
installed its recorded figure stands in, and the ratio says so.

    >>> line = build("sync", {"records_per_second": 12000.0}, {"morango": {"records_per_second": 300.0}},
    ...              ratios=[Ratio("morango", "records_per_second")],
    ...              goals=[Goal("ratio.morango.records_per_second", at_least=30)])
    >>> line["ratio"]["morango"]["records_per_second"], line["met"]
    ({'value': 40.0, 'against': 'measured'}, True)
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from posta.errors import InvalidData

Line = dict[str, Any]
KEYS = ("bench", "posta", "peers", "ratio", "goals", "met")


class WrongLine(InvalidData):
    """A benchmark's line breaks a rule of its shape; it is not printed."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Posta against one peer on one figure; `better` says which way the figure is good."""

    peer: str
    figure: str
    better: Literal["more", "less"] = "more"


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of the line that must be at least, or at most, a number: `posta.X` or `ratio.PEER.X`."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        """Refuse a goal with no bound or with two."""
        if (self.at_least is None) == (self.at_most is None):
            raise WrongLine(f"the goal {self.figure} needs one of at_least and at_most; give exactly one")


def build(
    bench: str,
    posta: Mapping[str, Any],
    peers: Mapping[str, Mapping[str, Any]],
    *,
    ratios: Sequence[Ratio] = (),
    goals: Sequence[Goal] = (),
) -> Line:
    """Make a benchmark's line: figures rounded to four significant digits, ratios and goals computed from them."""
    line: Line = {"bench": bench, "posta": _rounded(posta), "peers": _rounded(peers)}
    line["ratio"] = _ratios(line, ratios)
    line["goals"] = {goal.figure: _check_goal(line, goal) for goal in goals}
    line["met"] = _all_met(line["goals"])
    validate_line(line)
    return line


def unavailable(reason: str, recorded: Mapping[str, float]) -> dict[str, Any]:
    """Say in a side's place why it gave no figures, with the recorded ones if there are any."""
    return {"unavailable": reason, **({"recorded": dict(recorded)} if recorded else {})}


def validate_line(line: Mapping[str, Any]) -> None:
    """Refuse a line that is not exactly a benchmark's line.

    Conditions: the six keys and no other, in their order; figures are JSON and finite; a peer has figures, or a reason
    and recorded figures; a ratio is against a peer in the line; each goal agrees with the line; `met` agrees with the
    goals.
    """
    _require(tuple(line) == KEYS, f"its keys must be exactly {', '.join(KEYS)}")
    _require(bool(line["bench"]) and isinstance(line["bench"], str), "its bench must be a name")
    _require(all(isinstance(line[key], Mapping) for key in KEYS[1:5]), "its parts must be objects")
    _require(_is_finite_json(line), "its figures must be finite JSON numbers")
    for name, peer in line["peers"].items():
        _require(bool(peer), f"the peer {name} must have figures or a reason")
        _require("unavailable" not in peer or "recorded" in peer, f"the peer {name} must give its recorded figures")
    _require(set(line["ratio"]) <= set(line["peers"]), "a ratio must be against a peer of the line")
    for figure, judged in line["goals"].items():
        bound = {key: judged[key] for key in ("at_least", "at_most") if key in judged}
        _require(judged == _check_goal(line, Goal(figure, **bound)), f"its goal {figure} must agree with its figure")
    _require(line["met"] is _all_met(line["goals"]), "its met must agree with its goals")


def as_line(line: Mapping[str, Any]) -> str:
    """Write a valid line as JSON, without its end of line."""
    validate_line(line)
    return json.dumps(line, ensure_ascii=False)


def _ratios(line: Line, ratios: Iterable[Ratio]) -> dict[str, dict[str, Any]]:
    """Compute each ratio whose two figures are known; the others are left out."""
    computed: dict[str, dict[str, Any]] = {}
    for ratio in ratios:
        ours, (theirs, against) = line["posta"].get(ratio.figure), _figure_of(line["peers"][ratio.peer], ratio.figure)
        if ours and theirs:
            value = ours / theirs if ratio.better == "more" else theirs / ours
            computed.setdefault(ratio.peer, {})[ratio.figure] = {"value": _rounded(value), "against": against}
    return computed


def _figure_of(peer: Mapping[str, Any], figure: str) -> tuple[float | None, str]:
    if "unavailable" in peer:
        return peer["recorded"].get(figure), "recorded"
    return peer.get(figure), "measured"


def _check_goal(line: Mapping[str, Any], goal: Goal) -> dict[str, Any]:
    """Hold a goal against its figure; a figure that is not there is a goal missed."""
    got = _found(line, goal.figure)
    bound: dict[str, float]
    if goal.at_least is not None:
        bound, held = {"at_least": goal.at_least}, got is not None and got >= goal.at_least
    else:
        assert goal.at_most is not None
        bound, held = {"at_most": goal.at_most}, got is not None and got <= goal.at_most
    return {**bound, "got": got, "met": held}


def _found(line: Mapping[str, Any], path: str) -> float | None:
    place: Any = line
    for step in path.split("."):
        place = place.get(step) if isinstance(place, Mapping) else None
    if isinstance(place, Mapping):
        place = place.get("value")
    return place if isinstance(place, int | float) else None


def _all_met(goals: Mapping[str, Mapping[str, Any]]) -> bool:
    return all(goal["met"] for goal in goals.values())


def _rounded(value: Any) -> Any:
    """Round every float to four significant digits: more would claim what a shared machine cannot repeat."""
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.4g}")
    return value


def _is_finite_json(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise WrongLine(f"a benchmark's line breaks a rule: {rule}")
