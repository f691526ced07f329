"""Run as many schedules as wanted: `python -m tests.faults --schedules 10000 --seed 1`."""

import argparse
import sys
import time
import traceback
from collections import Counter

from tests.faults.schedule import STEPS, run


def main(arguments: list[str] | None = None) -> int:
    """Play schedules from a seed on; the seeds that broke a promise are named and the exit code is 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--schedules", type=int, default=1000, help="how many (default 1000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"steps in each (default {STEPS})")
    parser.add_argument("--trace", action="store_true", help="print the history of each schedule")
    chosen = parser.parse_args(arguments)
    sometimes: Counter[str] = Counter()
    broken, began = [], time.monotonic()
    for seed in range(chosen.seed, chosen.seed + chosen.schedules):
        try:
            world = run(seed, sometimes, chosen.steps)
        except Exception as error:  # noqa: BLE001  whatever leaves a schedule is a finding
            broken.append(seed)
            place = traceback.extract_tb(error.__traceback__)[-1]
            print(f"seed {seed}: {type(error).__name__}: {error} ({place.filename.rpartition('/')[2]}:{place.lineno})")
        else:
            if chosen.trace:
                print(f"seed {seed}:", *world.trace, sep="\n  ")
    took = time.monotonic() - began
    for what, times in sorted(sometimes.items()):
        print(f"{times:8}  {what}", file=sys.stderr)
    print(
        f"{chosen.schedules} schedules in {took:.1f} s ({chosen.schedules / took:.1f}/s), {len(broken)} broken: {broken[:20]}"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
