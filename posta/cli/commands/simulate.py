"""`posta simulate`: invented people on the route, with the truth of who is who, into a demonstration mission.

Any other mission's home is refused. The colleague whose words open the home records what their trade records.
"""

import argparse
import json
from datetime import timedelta
from pathlib import Path

from posta.cli.command_spec import Command
from posta.cli.output import print_info, show_progress
from posta.cli.unlock_home import DEFAULT_HOME, absolute_home, open_home
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
    unlocked = open_home(absolute_home(given.home))
    from posta.acts.cli_actor import actor_from_cli
    from posta.acts.replay_simulation import replay_simulation

    actor = actor_from_cli(unlocked)
    start = actor.today - timedelta(days=given.days)
    events = list(simulate(given.people, given.days, given.seed, [actor.post.id], start))
    with show_progress("Simulating") as shown:
        played = replay_simulation(actor, events, progress=lambda done: shown(done, len(events)))
    if given.truth:
        pairs = {e.number: e.true_id for e in events if isinstance(e, Registration)}
        given.truth.expanduser().write_text(json.dumps(pairs), encoding="utf-8")
    print_info(f"{played.entries} entries written, {played.rejected.total()} rejected.")
    if played.rejected:
        print_info("Rejected: " + ", ".join(f"{rule} ({count})" for rule, count in played.rejected.most_common()))
    if played.confirmed:
        print_info(f"{played.confirmed.total()} findings of the clinical rules were confirmed.")
    if played.unstaffed:
        print_info(f"{played.unstaffed} contacts need a colleague of another trade and were not written.")
    return 0


COMMAND = Command(
    "simulate", "invented people on the route, into a demonstration mission", "posta simulate --people 200 --days 14 --seed 1",
    arguments, run,
)  # fmt: skip
