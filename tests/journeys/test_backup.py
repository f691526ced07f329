"""A post's computer is backed up, works on, breaks, and is restored elsewhere: all of it by the commands people type."""

import re
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.journeys.nodes import Browser, make_home, run_posta, serving, try_posta
from tests.journeys.test_joining import ANA, appoint, enrol

PEOPLE = ("--people", "12", "--days", "3")


class Homes(NamedTuple):
    """Two computers, the words of the doctor who works at the post, and the post's recovery words on paper."""

    centre: Path
    post: Path
    words: str
    paper: str


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """A coordination and a post that joined it, was opened, worked at and has exchanged: one with a card in `device.toml`."""
    tmp_path = tmp_path_factory.mktemp("homes")
    centre, post = tmp_path / "centre", tmp_path / "post"
    make_home(centre, ANA, "--demo")
    run_posta(post, "join", "--request", str(tmp_path / "request"))
    with serving(centre) as port:
        ana = Browser(port)
        assert ana.enter(ANA).status == 303
        words = appoint(ana, "Berta", "doctor")
        (tmp_path / "invitation").write_bytes(enrol(ana, (tmp_path / "request").read_bytes())[2])
    said = run_posta(post, "join", "--invitation", str(tmp_path / "invitation"), typed=f"{words}\n")
    paper = re.search(r"recovery words \(paper\) +((?:\w+ ?){10})\n", said)
    assert paper, said
    use_for_a_while(centre, post, words)
    return Homes(centre, post, words, paper[1])


def use_for_a_while(centre: Path, post: Path, words: str) -> None:
    """Open the post as its staff do, and let it exchange with coordination over the Wi-Fi."""
    with serving(centre) as centre_port, serving(post) as port:
        assert Browser(centre_port).enter(ANA).status == 303
        doctor = Browser(port)
        assert doctor.enter(words).status == 303
        doctor.send("/sync/peers", {"address": f"127.0.0.1:{centre_port}"}, page="/sync/")
        doctor.send("/sync/now", {}, page="/sync/")
        assert any("card = " in (post / "device.toml").read_text() or time.sleep(0.05) for _ in range(400))
        doctor.send("/sync/peers/remove", {"address": f"http://127.0.0.1:{centre_port}"}, page="/sync/")


def number(said: str, pattern: str) -> int:
    """The number that a command told."""
    found = re.search(pattern, said)
    assert found, said
    return int(found[1])


@pytest.mark.slow
def test_a_backup_opens_for_nobody_without_the_paper(homes: Homes, tmp_path: Path) -> None:
    copy = tmp_path / "monday.age"
    run_posta(homes.post, "backup", str(copy), typed=f"{homes.words}\n")
    other = "uno dos tres cuatro cinco seis siete ocho nueve diez"
    for paper, words in ((other, homes.words), (homes.paper, "palabras que no abren nada aqui"), ("dos tres", "x")):
        refused = try_posta(tmp_path / "again", "restore", str(copy), typed=f"{paper}\n{words}\n")
        assert refused.returncode == 1
        assert len(refused.stderr.splitlines()) == 1, refused.stderr
        assert not (tmp_path / "again").exists()
    used = try_posta(homes.post, "restore", str(copy), typed=f"{homes.paper}\n{homes.words}\n")
    assert "new, empty folder" in used.stderr
    cut = tmp_path / "cut.age"
    cut.write_bytes(copy.read_bytes()[:-1000])
    assert try_posta(tmp_path / "again", "restore", str(cut), typed=f"{homes.paper}\nx\n").returncode == 1


@pytest.mark.slow
def test_a_restored_post_gets_its_lost_work_back_from_its_own_stick(homes: Homes, tmp_path: Path) -> None:
    """
    Given a backup of Monday, and care given on Tuesday that is on nothing but a USB stick
    When the computer breaks and the backup is restored on another one
    Then Tuesday comes back from the stick, new care is written beside it, and coordination takes all of it
    """
    centre, post, words, paper = homes
    stick, copy, again = tmp_path / "usb", tmp_path / "monday.age", tmp_path / "again"
    stick.mkdir()
    simulate(post, words, seed=1)
    assert "verified" in run_posta(post, "backup", str(copy), typed=f"{words}\n")
    tuesday = simulate(post, words, seed=2)
    run_posta(post, "sync", "--folder", str(stick), typed=f"{words}\n")

    shutil.rmtree(post)
    assert "Restored" in run_posta(again, "restore", str(copy), typed=f"{paper}\n{words}\n")
    doctor = try_posta(again, "doctor")
    assert doctor.returncode == 1
    assert "new incarnation" in doctor.stdout
    back = run_posta(again, "sync", "--folder", str(stick), typed=f"{words}\n")
    assert number(back, r"new (\d+)") == tuesday
    healed = try_posta(again, "doctor").stdout
    assert "new incarnation" not in healed
    assert "missing" not in healed, "the tail is back"
    simulate(again, words, seed=3)
    run_posta(again, "sync", "--folder", str(stick), typed=f"{words}\n")

    taken = run_posta(centre, "sync", "--folder", str(stick), typed=f"{ANA}\n")
    assert number(taken, r"set aside (\d+)") == 0, taken
    assert number(taken, r"new (\d+)") > tuesday
    run_posta(again, "sync", "--folder", str(stick), typed=f"{words}\n")
    for home, opened_by in ((again, words), (centre, ANA)):
        run_posta(home, "replay", "--verify", typed=f"{opened_by}\n")


def simulate(home: Path, words: str, *, seed: int) -> int:
    """Some days of care at the post; the number of entries written."""
    told = run_posta(home, "simulate", *PEOPLE, "--seed", str(seed), typed=f"{words}\n")
    return number(told, r"(\d+) entries written")
