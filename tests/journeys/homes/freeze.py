"""Freeze the home of a post as a released version leaves it, to open it with every later one.

    cd CHECKOUT_OF_THE_RELEASE && python THIS_FILE FOLDER_FOR_THE_RESULT NAME

Runs with the tests' helpers of that release: a mission is founded, a post joins, is opened, exchanges with coordination,
registers and treats Rosa. What it writes: NAME.tar.xz with the files of the home, and NAME.json with the words.

Encrypted pages cannot be compressed, so the database travels as `clear.db`, and beside it a small encrypted one, `sealed.db`,
under the same key: what this release writes must open as it is. Everything in it is invented.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

from tests.journeys.nodes import Browser, make_home, run_posta, serving  # noqa: E402
from tests.journeys.test_joining import ANA, appoint, enrol  # noqa: E402

LEFT_OUT = ("static", "supervisor.pid")


def main(target: Path, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        centre, post, words, paper = join(Path(folder))
        with serving(centre) as centre_port, serving(post) as port:
            assert Browser(centre_port).enter(ANA).status == 303
            doctor = Browser(port)
            assert doctor.enter(words).status == 303
            doctor.send("/sync/peers", {"address": f"127.0.0.1:{centre_port}"}, page="/sync/")
            doctor.send("/sync/now", {}, page="/sync/")
            assert any("card = " in (post / "device.toml").read_text() or time.sleep(0.05) for _ in range(400))
        command = [sys.executable, __file__, "--treat", str(post)]
        subprocess.run(command, input=words, text=True, check=True)
        with tarfile.open(target / f"{name}.tar.xz", "w:xz", preset=9) as packed:
            for file in sorted(post.iterdir()):
                if file.name not in LEFT_OUT:
                    packed.add(file, file.name)
        told = {"words": words, "paper": paper, "person": "Rosa", "complaint": "Dolor de garganta desde ayer"}
        (target / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def join(folder: Path) -> tuple[Path, Path, str, str]:
    """A coordination and a post; the doctor's words and the recovery words of the post."""
    centre, post = folder / "centre", folder / "post"
    make_home(centre, ANA)
    run_posta(post, "join", "--request", str(folder / "request"))
    with serving(centre) as port:
        ana = Browser(port)
        assert ana.enter(ANA).status == 303
        words = appoint(ana, "Berta", "doctor")
        (folder / "invitation").write_bytes(enrol(ana, (folder / "request").read_bytes())[2])
    said = run_posta(post, "join", "--invitation", str(folder / "invitation"), typed=f"{words}\n")
    paper = re.search(r"recovery words \(paper\) +((?:\w+ ?){10})\n", said)
    assert paper
    return centre, post, words, paper[1]


def treat(home: Path, words: str) -> None:
    """Rosa is registered and treated; the database is made as small as it can be."""
    from posta.cli.unlock_home import open_home

    unlocked = open_home(home, words)
    from posta.acts.care.registration import record_person
    from posta.acts.care.visits.encounter import record_encounter
    from posta.acts.cli_actor import actor_from_cli
    from posta.chart.record.person_registers import find_person
    from posta.node.identity.device import database_key
    from posta.node.storage.side_file import SideFile, read_side_file
    from posta.node.storage.sqlcipher.base import open_encrypted
    from tests.journeys.test_thread import OPD, PERSON

    actor = actor_from_cli(unlocked)
    person, _ = record_person(actor, {**PERSON, "alias": "Rosa"})
    found = find_person(actor.node.cursor, person)
    record_encounter(actor, found, {"opd": {**OPD, "complaint": "Dolor de garganta desde ayer"}})
    from django.db import connections

    connections.close_all()
    key = database_key(unlocked.master)
    with closing(open_encrypted(key, database=home / "sealed.db", isolation_level=None)) as sealed:
        sealed.execute("CREATE TABLE word (said text)")
        sealed.execute("INSERT INTO word VALUES ('Rosa')")
        sealed.execute("PRAGMA journal_mode=DELETE")
    with closing(open_encrypted(key, database=home / "node.db", isolation_level=None)) as opened:
        opened.execute("ATTACH DATABASE ? AS clear KEY ''", (str(home / "clear.db"),))
        opened.execute("SELECT sqlcipher_export('clear')")
    noted = read_side_file(home)
    with SideFile(home, home / "no-machine") as side:  # of no machine, or it would be a copied home everywhere else
        side.write(noted.head)
    for name in ("node.db", "node.db-wal", "node.db-shm"):
        (home / name).unlink(missing_ok=True)


if __name__ == "__main__":
    if sys.argv[1] == "--treat":
        treat(Path(sys.argv[2]), sys.stdin.read().strip())
    else:
        main(Path(sys.argv[1]), sys.argv[2])
