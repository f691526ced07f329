"""`python -m bench [--only sync,wire] [--strict]`: one JSON line per benchmark on standard output.

Everything else goes to standard error, also what libraries and other processes print. Leaves with 0 even when a goal is
missed, unless `--strict` is given; with 1 if a benchmark failed to run; with 2 on an unknown name or a wrong size.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from bench import (
    demo_start,
    facts_cost,
    hostile_load,
    memory_use,
    post_speed,
    site_build,
    sync,
    visit_seconds,
    wire_size,
)
from bench.report import Line, as_line

BENCHES: dict[str, Callable[[], Line]] = {
    "sync": sync.sync,
    "sync_noop": sync.sync_noop,
    "append": post_speed.append,
    "wire": wire_size.wire,
    "replay": post_speed.replay,
    "facts": facts_cost.facts,
    "screen": post_speed.screen,
    "visit_seconds": visit_seconds.visit_seconds,
    "memory": memory_use.memory,
    "demo": demo_start.demo,
    "hostile": hostile_load.hostile,
    "publish": site_build.publish,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks asked for, or all, and return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.size:
        os.environ[post_speed.SIZE_VARIABLE] = asked.size
    try:
        post_speed.read_size()
    except post_speed.WrongSize as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    names = [name.strip() for name in asked.only.split(",")] if asked.only else list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"bench: no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    with _lines_only_on_standard_output() as lines:
        results = [_run(name, lines) for name in names]
    if None in results:
        return 1
    return 1 if asked.strict and not all(results) else 0


def _run(name: str, lines: IO[str]) -> bool | None:
    """Run one benchmark and print its line; say whether its goals were met, or nothing if it failed to run."""
    try:
        line = BENCHES[name]()
        print(as_line(line), file=lines, flush=True)
    except Exception:  # one broken benchmark must not cost the figures of the others
        traceback.print_exc()
        return None
    return bool(line["met"])


@contextmanager
def _lines_only_on_standard_output() -> Iterator[IO[str]]:
    """Give the real standard output to the lines alone; whatever else is printed goes to standard error."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as lines:
        os.dup2(2, 1)
        try:
            yield lines
        finally:
            sys.stdout.flush()
            os.dup2(lines.fileno(), 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", epilog="example: python -m bench --only sync,sync_noop")
    parser.add_argument("--only", metavar="NAMES", help=f"some of: {','.join(BENCHES)}")
    parser.add_argument("--size", metavar="PEOPLE,ENTRIES,OPEN", help="how much stands behind the screens of `screen`")
    parser.add_argument("--strict", action="store_true", help="leave with 1 when a goal is missed")
    return parser


if __name__ == "__main__":
    # A stop from outside unwinds like Ctrl-C, so that servers are stopped and folders removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
