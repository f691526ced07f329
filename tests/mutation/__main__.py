"""Plant errors in the guarded modules and report those that no test finds.

python -m tests.mutation [--only posta.catalog.encoding.compartment_split] [--sample 20 --seed 1] [--workers 2]
"""

import argparse
import os
import random
import sys
import tempfile

from tests.mutation.trials import list_planted, passes_unchanged, read_guards, try_all


def main() -> int:
    """Return 1 if an error was not found, or if a change that is called equal is none of today's."""
    given = _arguments()
    guards = [guard for guard in read_guards() if given.only in ("", guard.module)]
    gone = [f"{guard.module}: {name}" for guard in guards for name in _list_gone(guard)]
    broken = [guard.module for guard in guards if not passes_unchanged(guard)]
    if broken or gone:
        sys.stdout.write("".join(f"its tests fail as it is: {one}\n" for one in broken))
        sys.stdout.write("".join(f"called equal, but not among the changes: {one}\n" for one in gone))
        return 1
    planted = list_planted(guards)
    if given.sample:
        planted = random.Random(given.seed).sample(planted, min(given.sample, len(planted)))
    missed = 0
    for trial in try_all(planted, given.workers):
        if not trial.found:
            missed += 1
            sys.stdout.write(f"not found: {trial.guard.module}: {trial.mutant.name}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(planted)} errors planted, {missed} not found\n")
    return 1 if missed or not planted else 0


def _list_gone(guard) -> list[str]:  # type: ignore[no-untyped-def]
    from tests.mutation.mutants import list_mutants

    names = {one.name for one in list_mutants(guard.path.read_text())}
    return [name for name in guard.equal if name not in names]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description="Plant errors; the tests must find them."
    )
    parser.add_argument("--only", default="", help="one module")
    parser.add_argument("--sample", type=int, default=0, help="how many, chosen by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="posta-mutants-") as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        code = main()
    sys.exit(code)
