"""The log beside the database is torn, or a bit of it or of the database flips, and the post is opened again.

A disk that lost power, or is old, gives back other bytes than were written. What was shown as saved is there, or people
are told how many entries are missing, or the post refuses in words: never is it silently older, and never another.
"""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from sqlcipher3 import dbapi2

from posta.acts.care.visits.encounter import record_encounter
from posta.config import start
from posta.config.settings.test import database_key
from posta.errors import StorageError
from posta.node.process_state import PROCESS
from posta.node.storage import write_ahead_log
from posta.node.storage.database import quick_check
from posta.node.storage.side_file import SideFile
from posta.node.storage.sqlcipher.base import open_encrypted
from posta.node.upkeep.node_health import read_health
from posta.scribe.context import local_node
from posta.scribe.incarnation import find_own_head
from posta.scribe.replay import state_hash
from posta.sync.lost_tail import find_lost_tail
from tests.journeys.test_thread import OPD
from tests.post_fixture import TestPost, make_post

PEOPLE = ("Ana", "Berta", "Carla", "Delia", "Elena", "Fátima")
FILES = ("node.db", "node.db-wal", "head", "health.json")
SAME, OLDER, REFUSED, DAMAGED = "the same", "older, and told", "refused in words", "damaged pages, named"


@dataclass(frozen=True)
class Work:
    """The files of a post when its power went, and every state that it was in, by the place of its last entry."""

    post: TestPost
    files: dict[str, bytes]
    states: dict[int, str]
    people: tuple[bytes, ...]


@pytest.fixture
def work(transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Work:
    """Six people were registered and treated since the log was last folded into the database."""
    home = tmp_path / "home"
    with working_in(home):
        call_command("migrate", verbosity=0)
        post = make_post(monkeypatch, "tenosique_la72", trades=("doctor",))
        start.prepare_home(home)
        post.house.nodes[
            post.name
        ].node = local_node.open_local_context()  # one that notes its heads beside the database
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        states, people = {place(): state_hash(local_node.open_local_context())}, []
        for name in PEOPLE:
            person = post.person(alias=name)
            states[place()] = state_hash(local_node.open_local_context())
            record_encounter(post.actor(), person, {"opd": OPD})
            states[place()] = state_hash(local_node.open_local_context())
            people.append(person.id)
            post.later(minutes=1)
        files = {name: (home / name).read_bytes() for name in FILES}
    return Work(post, files, states, tuple(people))


@contextmanager
def working_in(home: Path) -> Iterator[None]:
    """This process as the post of a home, which it has just opened."""
    home.mkdir(exist_ok=True)
    opened: list[SideFile] = []
    before, place = settings.POSTA_HOME, connection.settings_dict["NAME"]
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start, "SideFile", lambda home: opened.append(SideFile(home)) or opened[-1])
        settings.POSTA_HOME, connection.settings_dict["NAME"] = home, home / "node.db"
        PROCESS.device_keyrings.clear()
        local_node.set_head_writer(lambda head: None)
        try:
            yield
        finally:
            connection.close()
            settings.POSTA_HOME, connection.settings_dict["NAME"] = before, place
            PROCESS.device_keyrings.clear()
            PROCESS.head_listener = None
            for one in opened:
                one.close()


def place() -> int:
    head = find_own_head(local_node.open_local_context())
    return head.sequence if head else -1


def outcome(work: Work, home: Path, damage: Callable[[dict[str, bytearray]], None]) -> str:
    """Open a home whose files were damaged, as a node does, and say what people get; fails if it is anything else."""
    home.mkdir()
    files = {name: bytearray(content) for name, content in work.files.items()}
    damage(files)
    for name, content in files.items():
        (home / name).write_bytes(content)
    with working_in(home):
        try:
            start.prepare_home(home)
        except StorageError:
            return REFUSED
        return judged(work, home)


def judged(work: Work, home: Path) -> str:
    try:
        state, last = state_hash(local_node.open_local_context()), place()
    except (StorageError, dbapi2.DatabaseError):
        return read_on(work)
    tail, newest = find_lost_tail(local_node.open_local_context()), max(work.states)
    if quick_check():
        return read_on(work)
    if tail is None:
        assert (last, state) == (newest, work.states[newest])
        return SAME
    (held,) = (place for place, known in work.states.items() if known == state)
    assert tail.entries == newest - held == read_health(home).lost
    assert local_node.open_local_context().incarnation > 0, (
        "or it would write once more where others may hold what it lost"
    )
    return OLDER


def read_on(work: Work) -> str:
    """Demand that a page is shown or says why not, and that a reading of the whole names what is damaged."""
    assert quick_check()
    client = work.post.client()
    for path in ("/", *(f"/people/{person.hex()}/" for person in work.people)):
        assert client.get(path).status_code in (200, 404, 503), path
    return DAMAGED


def cut(chance: random.Random, files: dict[str, bytearray]) -> None:
    log = files["node.db-wal"]
    del log[chance.randrange(len(log)) :]


def flip(name: str) -> Callable[[random.Random, dict[str, bytearray]], None]:
    def flip_in(chance: random.Random, files: dict[str, bytearray]) -> None:
        files[name][chance.randrange(len(files[name]))] ^= 1 << chance.randrange(8)

    return flip_in


IMAGES = 20


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "allowed"),
    [(cut, {OLDER}), (flip("node.db-wal"), {SAME, OLDER}), (flip("node.db"), {SAME, REFUSED, DAMAGED})],
    ids=["cut", "log", "database"],
)
def test_a_damaged_home_is_the_same_or_says_what_it_is(work: Work, tmp_path: Path, damage, allowed) -> None:
    chance = random.Random(20181125)
    found = {outcome(work, tmp_path / f"image{i}", lambda files: damage(chance, files)) for i in range(IMAGES)}
    assert found <= allowed
    assert found != {SAME}


def test_a_log_that_was_folded_in_is_empty_so_that_no_damage_to_it_matters(work: Work, tmp_path: Path) -> None:
    """Its pages were all in the database; torn after that, its first half was laid over them and nothing could be opened."""
    home = tmp_path / "folded"
    home.mkdir()
    for name, content in work.files.items():
        (home / name).write_bytes(content)
    with working_in(home), kept_open(home), closing(opened(home)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM ledger_entry").fetchone()
        write_ahead_log.checkpoint_log()
        assert (home / "node.db-wal").stat().st_size == len(work.files["node.db-wal"]), "it waits for nobody"
        reader.execute("COMMIT")
        for _ in range(100):  # rounds: something that still reads here puts it off to the next
            write_ahead_log.checkpoint_log()
            if (home / "node.db-wal").stat().st_size == 0:
                break
            gc.collect()
        assert (home / "node.db-wal").stat().st_size == 0
        assert state_hash(local_node.open_local_context()) == work.states[max(work.states)]
        files = {name: (home / name).read_bytes() for name in FILES}
    folded = Work(work.post, files, work.states, work.people)
    assert outcome(folded, tmp_path / "again", lambda files: None) == SAME
    assert outcome(folded, tmp_path / "garbled", lambda files: files["node.db-wal"].extend(bytes(4152))) == SAME


def opened(home: Path) -> dbapi2.Connection:
    return open_encrypted(database_key("default"), database=home / "node.db", isolation_level=None)


@contextmanager
def kept_open(home: Path) -> Iterator[None]:
    """The connection that an open node keeps for as long as it lives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PROCESS, "log_connection", None)  # of another home, if a test before this one left it
        write_ahead_log.keep_log_open(home / "node.db")
        try:
            yield
        finally:
            PROCESS.log_connection.close()
