"""`posta simulate`: invented people on the route, with the truth of who is who, into a demo mission."""

import argparse
import json
from datetime import timedelta
from pathlib import Path

from posta.console.command import Command
from posta.console.opening import DEFAULT_HOME, at_home, open_home
from posta.console.say import progress, say
from posta.simulation.events import Registration
from posta.simulation.visits import simulate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the node's folder")
    parser.add_argument("--truth", type=Path, help="where to write which registrations are the same person (JSON)")


def run(given: argparse.Namespace) -> int:
    """Play the simulation at this node's post, in the days before today."""
    unlocked = open_home(at_home(given.home))
    from posta.acts.at_home import duty_at_home
    from posta.acts.simulate import replay_simulation

    duty = duty_at_home(unlocked)
    start = duty.today - timedelta(days=given.days)
    events = list(simulate(given.people, given.days, given.seed, [duty.post.id], start))
    with progress("Simulating") as shown:
        played = replay_simulation(duty, events, progress=lambda done: shown(done, len(events)))
    if given.truth:
        pairs = {e.number: e.true_id for e in events if isinstance(e, Registration)}
        given.truth.expanduser().write_text(json.dumps(pairs), encoding="utf-8")
    say(f"{played.entries} entries written, {played.left_out} left out.")
    return 0


COMMAND = Command(
    "simulate", "invented people on the route, into a demo mission", "posta simulate --people 200 --days 14 --seed 1",
    arguments, run,
)  # fmt: skip
