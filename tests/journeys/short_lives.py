"""Writers with short lives: a post on the real encrypted database whose writing process is killed again and again.

Run as a process. `write` starts a writer, which says the id of each entry once it is acknowledged; `check` says what the
database then holds and whether everything in it is whole.
"""

import os
import sys
from pathlib import Path

_TALLIES = "SELECT e.hash FROM ledger_entry e WHERE e.id IN (SELECT entry FROM figures_tally)"


def main(folder: Path) -> None:
    """Obey `write` and `check` from standard input."""
    from posta.config.settings import test

    test.DATABASES["default"]["NAME"] = folder / "node.db"
    import django

    django.setup()
    house = _post()
    for line in sys.stdin:
        if line.strip() == "write":
            writer = os.fork()
            if writer == 0:
                _write(house)
            os.waitpid(writer, 0)
            _tell("dead")
        else:
            _tell(*_check())


def _post() -> object:
    from django.core.management import call_command
    from django.db import connections

    from posta.node.identity.device_keys_holder import hold_device
    from posta.scribe.context import local_node
    from posta.seal.keys import DeviceKeys
    from tests.in_memory_mission import add_post, make_mission

    call_command("migrate", verbosity=0)
    house = make_mission([])
    hold_device(DeviceKeys.generate(house.random.randbytes))
    add_post(house, "tenosique_la72", local_node.open_local_context())
    connections.close_all()
    _tell("ready")
    return house


def _write(house: object) -> None:
    """Register and treat people until killed."""
    from posta.acts.care.registration import record_person
    from posta.acts.care.visits.encounter import record_encounter
    from posta.chart.record.person_registers import find_person
    from posta.scribe.context import local_node
    from tests.in_memory_mission import InMemoryMission, MissionNode
    from tests.journeys.test_thread import OPD, PERSON

    assert isinstance(house, InMemoryMission)
    house.nodes["tenosique_la72"] = MissionNode("tenosique_la72", None, local_node.open_local_context())  # type: ignore[arg-type]
    actor = house.actor("tenosique_la72")
    _tell("pid", str(os.getpid()))
    while True:
        person_id, entry = record_person(actor, PERSON)
        _tell("kept", entry.hex())
        person = find_person(actor.node.cursor, person_id)
        _tell("kept", record_encounter(actor, person, {"opd": OPD}).entry.hex())


def _tell(*words: str) -> None:
    """One line in one piece, so that a kill leaves no half of it."""
    line = " ".join(words).encode() + b"\n"
    while line:
        line = line[os.write(1, line) :]


def _check() -> tuple[str, ...]:
    """Problems found, then the ids of all acts; every entry is chained, signed, projected and readable.

    A tally is no act: it leaves in the commit of the visit that made it due, and nobody is told its id.
    """
    from django.db import connections

    from posta.feed.entry import GENESIS
    from posta.ledger.frontier import list_tips
    from posta.ledger.queries import iterate_segments
    from posta.node.storage.database import quick_check
    from posta.scribe.context import local_node
    from posta.scribe.replay import replay, state_hash
    from posta.wire.address import decode_segment, encode_segment, verify_segment

    problems = list(quick_check())
    node = local_node.open_local_context()
    ids = []
    for tip in list_tips(node.cursor):
        before, now = GENESIS, node.clock.millis() + 60_000
        for segment in iterate_segments(node.cursor, tip.feed, tip.incarnation, 0, end=tip.hash, now=now):
            verify_segment(decode_segment(encode_segment(segment)))
            problems += ["gap"] if segment.before != before else []
            before = segment.entries[-1].hash
            ids += [entry.hash for entry in segment.entries]
        problems += ["the tip is not where the chain ends"] if before != tip.hash else []
    held = node.cursor.execute("SELECT COUNT(*) FROM ledger_entry").fetchone()
    problems += ["entries outside the chains"] if held != (len(ids),) else []
    tallies = {row[0] for row in node.cursor.execute(_TALLIES)}
    projected = state_hash(node)
    replay(node)
    problems += ["projections differ from the log"] if state_hash(node) != projected else []
    connections.close_all()
    return (
        "; ".join(problems).replace(" ", "_") or "whole",
        *(hash_[:16].hex() for hash_ in ids if hash_ not in tallies),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
