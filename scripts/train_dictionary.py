"""Train the compression dictionary of clinical parts: `python -m scripts.train_dictionary [--size 32768] FILE`.

The samples are invented: simulated people on the route, filled and divided by the acts themselves, and the entries
of the benchmark with another seed than the benchmark's. Nothing that anybody ever said or wrote is in it. The same seed
and the same zstd give the same bytes. A dictionary that has been shipped is never replaced: train into a new number.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import zstandard

from bench.measured.consultations import consultations, register
from bench.records import records
from posta.acts.replay_simulation import SimulationProgress, draft_event
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import encode_part
from posta.scribe.write import EntryDraft
from posta.simulation.visits import simulate
from tests.in_memory_mission import ROLES, START, InMemoryMission, make_mission

SEED = 20181125
SIZE = 32 * 1024
LEVEL = 3
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
PEOPLE, DAYS = 5_000, 60
BENCHMARK_ENTRIES = 1_500


def main(arguments: list[str] | None = None) -> int:
    """Train, say what a held-out tenth of the samples shrinks to, and write the file."""
    asked = _parser().parse_args(arguments)
    samples = list(list_samples())
    Random(SEED).shuffle(samples)
    held_out, taught = samples[: len(samples) // 10], samples[len(samples) // 10 :]
    trained = train(taught, asked.size)
    asked.file.write_bytes(trained)
    told = f"{len(taught)} samples, {len(trained)} bytes; {ratio(held_out, trained):.1%} of the plain size in the rest"
    sys.stderr.write(told + "\n")
    return 0


def list_samples() -> Iterator[bytes]:
    """Yield the plain bytes of invented parts that a dictionary is for: all compartments but the administration's."""
    house = make_mission(list(POSTS), seed=SEED)
    for sheet in (*_simulated(house), *_benchmark(house)):
        for part in sheet.parts:
            if part.compartment is not Compartment.ADMIN:
                yield encode_part(part.content)


def train(samples: list[bytes], size: int) -> bytes:
    """Return a dictionary of at most `size` bytes."""
    return zstandard.train_dictionary(size, samples, level=LEVEL, dict_id=1).as_bytes()


def ratio(samples: list[bytes], dictionary: bytes) -> float:
    """Return the size of samples packed one by one with a dictionary, as a share of their plain size."""
    packer = zstandard.ZstdCompressor(level=LEVEL, dict_data=zstandard.ZstdCompressionDict(dictionary))
    return sum(len(packer.compress(sample)) for sample in samples) / sum(map(len, samples))


def _simulated(house: InMemoryMission) -> Iterator[EntryDraft]:
    duties = {post: house.actor(post) for post in POSTS}
    played = {post: SimulationProgress() for post in POSTS}
    colleagues = [house.actor(POSTS[0], trade).staff for trade in ROLES]
    for event in simulate(PEOPLE, DAYS, SEED, POSTS, START.date()):
        house.clock.at = event.at
        yield from draft_event(duties[event.post], event, played[event.post], colleagues)


def _benchmark(house: InMemoryMission) -> Iterator[EntryDraft]:
    actor = house.actor(POSTS[0])
    people, _ = register(actor, 200, SEED)
    yield from consultations(actor, people, records(BENCHMARK_ENTRIES, SEED))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.train_dictionary")
    parser.add_argument("file", type=Path, help="where to write the dictionary")
    parser.add_argument("--size", type=int, default=SIZE, help="the largest size in bytes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
