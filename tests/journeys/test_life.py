"""The whole life of a post, by what people do: the browser at the supervisor's door, and the commands.

Founded, joined, opened, worked at, exchanged, locked, backed up, broken, restored, exchanged again; torn by a power cut;
and opened by a program that is newer than the one that made it.
"""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from posta.node.identity.device import database_key
from posta.node.identity.unlock import unlock
from posta.node.storage.sqlcipher.base import open_encrypted
from posta.node.upkeep.node_health import read_health
from tests.journeys.frozen import lay_out, list_releases
from tests.journeys.nodes import Browser, make_home, run_posta, serving, try_posta
from tests.journeys.test_joining import ANA, appoint, enrol

PERSON = {"sex": "m", "age_value": "24", "age_unit": "y", "country_origin": "HN", "pop_group": "migrant",
          "consent_care": "y", "consent_record": "y"}  # fmt: skip
VISIT = {"why": "respiratory", "complaint": "tos", "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2"}


class Post(NamedTuple):
    """A post and coordination, the doctor's five words, and ten on paper."""

    centre: Path
    home: Path
    words: str
    paper: str


@pytest.fixture
def post(tmp_path: Path) -> Post:
    """A mission with one post."""
    centre, home = tmp_path / "centre", tmp_path / "post"
    make_home(centre, ANA)
    run_posta(home, "join", "--request", str(tmp_path / "request"))
    with serving(centre) as port:
        ana = Browser(port)
        assert ana.enter(ANA).status == 303
        words = appoint(ana, "Berta", "doctor")
        (tmp_path / "invitation").write_bytes(enrol(ana, (tmp_path / "request").read_bytes())[2])
    said = run_posta(home, "join", "--invitation", str(tmp_path / "invitation"), typed=f"{words}\n")
    paper = re.search(r"recovery words \(paper\) +((?:\w+ ?){10})\n", said)
    assert paper
    return Post(centre, home, words, paper[1])


@contextmanager
def opened(home: Path, words: str) -> Iterator[Browser]:
    """A post that is open, and the browser of who opened it."""
    with serving(home) as port:
        browser = Browser(port)
        assert browser.enter(words).status == 303
        yield browser


def fill_in(browser: Browser, path: str, answers: dict[str, str]) -> str:
    """Fill in the form of a page, with what it carries hidden, and send it; where that leads."""
    shown = browser.get(path)
    assert shown.status == 200, path
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown.text))
    answer = browser.send(path, {**hidden, **answers}, page=path)
    assert answer.status == 303, re.findall(r'class="error"[^>]*>(.*?)</p>', answer.text)
    return answer.location


def treat(browser: Browser, alias: str) -> str:
    """Somebody is registered and treated; the address of their record."""
    found = re.match(r"/people/[0-9a-f]{32}/", fill_in(browser, "/people/new", {"alias": alias, **PERSON}))
    assert found
    fill_in(browser, f"{found[0]}consultation", VISIT)
    return found[0]


def is_found(browser: Browser, alias: str, page: str) -> bool:
    """Whether the search finds somebody and the record shows what was treated."""
    results = browser.get(browser.send("/search/", {"q": alias}, page="/").location)
    return page in results.text and "tos" in browser.get(page).text


def exchange(browser: Browser, port: int) -> None:
    """Exchange with another post on this Wi-Fi, and wait until nothing waits to be sent."""
    address = f"http://127.0.0.1:{port}"
    browser.send("/sync/peers", {"address": address}, page="/sync/")
    browser.send("/sync/now", {}, page="/sync/")
    assert any("Conectado" in browser.get("/sync/").text or time.sleep(0.05) for _ in range(400))
    browser.send("/sync/peers/remove", {"address": address}, page="/sync/")


def until(holds: object) -> None:
    """Wait for what goes on in the background."""
    assert callable(holds)
    assert any(holds() or time.sleep(0.1) for _ in range(300))


def codes(home: Path) -> set[str]:
    """What `posta doctor` finds wrong with a home."""
    return {one["code"] for one in json.loads(try_posta(home, "doctor", "--json").stdout)["troubles"]}


@pytest.mark.slow
def test_a_post_lives_breaks_and_lives_on(post: Post, tmp_path: Path) -> None:
    """
    Given a post that treated Ana, was backed up, and treated Berta, who is on nothing but a stick
    When its database is lost and the backup is restored
    Then it says that Berta is missing, gets her back from the stick, says so no more, and goes on
    """
    stick, again, copy = tmp_path / "usb", tmp_path / "again", tmp_path / "monday.age"
    stick.mkdir()
    with serving(post.centre) as port, opened(post.home, post.words) as doctor:
        assert Browser(port).enter(ANA).status == 303
        ana = treat(doctor, "Ana")
        exchange(doctor, port)
        until(lambda: list((post.home / "backups").glob("*.age")))
        until(lambda: "Último respaldo" in doctor.get("/sync/").text)
        assert doctor.ask("POST", "/lock").status == 303
        assert doctor.becomes("locked")
    assert "verified" in run_posta(post.home, "backup", str(copy), typed=f"{post.words}\n")
    with opened(post.home, post.words) as doctor:
        berta = treat(doctor, "Berta")
        time.sleep(31)  # until it can be undone no more, and may travel
    run_posta(post.home, "sync", "--folder", str(stick), typed=f"{post.words}\n")

    (post.home / "node.db").unlink()
    assert "database_missing" in codes(post.home)
    run_posta(again, "restore", str(copy), typed=f"{post.paper}\n{post.words}\n")
    with opened(again, post.words) as doctor:
        assert is_found(doctor, "Ana", ana)
        assert "se restauró" in doctor.get("/").text
        assert doctor.get(berta).status == 404
        brought = doctor.upload("/sync/import", "bundle", next(stick.glob("*.posta")).read_bytes(), page="/sync/")
        assert brought.status == 303
        assert is_found(doctor, "Berta", berta)
        carla = treat(doctor, "Carla")
        with serving(post.centre) as port:
            assert Browser(port).enter(ANA).status == 303
            exchange(doctor, port)
        until(lambda: "se restauró" not in doctor.get("/").text)
        assert is_found(doctor, "Carla", carla)
    assert "entries_missing" not in codes(again)
    run_posta(again, "replay", "--verify", typed=f"{post.words}\n")


@pytest.mark.slow
def test_a_post_whose_last_entries_were_torn_off_says_how_many_until_they_are_back(post: Post, tmp_path: Path) -> None:
    """
    Given a post that treated Ana and exchanged
    When a power cut leaves it with the database of before
    Then every page and `posta doctor` say how many saved entries are missing, until an exchange brings them back
    """
    with opened(post.home, post.words):
        pass
    kept = tmp_path / "before"
    shutil.copytree(post.home, kept)
    with serving(post.centre) as port:
        assert Browser(port).enter(ANA).status == 303
        with opened(post.home, post.words) as doctor:
            ana = treat(doctor, "Ana")
            time.sleep(31)
            exchange(doctor, port)
        for name in ("node.db", "node.db-wal", "node.db-shm"):
            (post.home / name).unlink(missing_ok=True)
            if (kept / name).exists():
                shutil.copy(kept / name, post.home / name)
        with opened(post.home, post.words) as doctor:
            told = re.search(r"Faltan los últimos (\d+) registros", doctor.get("/").text)
            assert told
            assert int(told[1]) >= 2
            assert "entries_missing" in codes(post.home)
            exchange(doctor, port)
            until(lambda: "Faltan los últimos" not in doctor.get("/").text)
            assert is_found(doctor, "Ana", ana)
    assert "entries_missing" not in codes(post.home)


@pytest.mark.slow
@pytest.mark.parametrize("release", list_releases())
def test_a_home_of_an_earlier_release_is_opened_brought_up_to_date_and_backed_up(release: str, tmp_path: Path) -> None:
    """Given a post as that release left it, when this one opens it, then nobody is lost, and its backup can be restored."""
    home, again = tmp_path / "home", tmp_path / "again"
    told = lay_out(release, home)
    with opened(home, told.words) as doctor:
        results = doctor.get(doctor.send("/search/", {"q": told.person}, page="/").location)
        person = re.search(r'href="(/people/[0-9a-f]{32}/)"', results.text)
        assert person
        assert told.complaint in doctor.get(person[1]).text
        carla = treat(doctor, "Carla")
    run_posta(home, "replay", "--verify", typed=f"{told.words}\n")
    run_posta(home, "backup", str(tmp_path / "copy.age"), typed=f"{told.words}\n")
    run_posta(again, "restore", str(tmp_path / "copy.age"), typed=f"{told.paper}\n{told.words}\n")
    with opened(again, told.words) as doctor:
        assert told.complaint in doctor.get(person[1]).text
        assert is_found(doctor, "Carla", carla)


@pytest.mark.slow
def test_a_home_that_a_newer_version_has_changed_is_refused_in_words(tmp_path: Path) -> None:
    """An older program went on silently beside columns that it left empty."""
    home = tmp_path / "home"
    told = lay_out(list_releases()[-1], home)
    unlocked = unlock(home, told.words)
    assert unlocked is not None
    with closing(
        open_encrypted(database_key(unlocked.master), database=home / "node.db", isolation_level=None)
    ) as node:
        node.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('chart', '9999_later', '2030-01-01')")
    refused = try_posta(home, "replay", typed=f"{told.words}\n")
    assert refused.returncode == 1
    assert "newer version" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    with serving(home) as port:
        assert Browser(port).enter(told.words).status != 303


@pytest.mark.slow
def test_a_log_that_a_power_cut_has_torn_is_not_older_without_a_word(tmp_path: Path) -> None:
    """SQLite drops what stands in a torn log: who had been registered and shown as saved was gone, and nothing said so."""
    home = tmp_path / "home"
    told = lay_out(list_releases()[-1], home)
    with opened(home, told.words) as doctor:
        until(lambda: read_health(home).checked_at)  # the log was folded in; what comes now stands in it alone
        carla = treat(doctor, "Carla")
    with (home / "node.db-wal").open("r+b") as log:
        log.write(bytes(32))
    with opened(home, told.words) as doctor:
        assert re.search(r"Faltan los últimos \d+ registros", doctor.get("/").text)
        assert doctor.get(carla).status == 404
    assert "entries_missing" in codes(home)
