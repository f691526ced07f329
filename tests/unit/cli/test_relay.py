"""`posta relay`: what it refuses in one line, how much room it gives, and that it tells everything it holds."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.relay.errors import FeedFull, TooManyFeeds
from posta.relay.storage.open_store import DEFAULT_PORT, open_store
from posta.relay.storage.store_protocol import Quota
from tests.conformance.feedmaker import Device
from tests.conformance.relay_client import ROOT
from tests.repository.tree import ROOT as ROOT_FOLDER

TODAY = (date(2018, 11, 25) - date(1970, 1, 1)).days


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A relay's store with the feeds of two devices."""
    path = tmp_path / "relay.db"
    held = open_store(str(path))
    for number in (1, 2):
        device = Device(number).write(5)
        held.append(device.segment(), device.bytes(), day=TODAY)
    held.close()
    return path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["disclose", "--store", "{home}/none.db"], "There is no relay's store"),
        (["disclose", "--store", "{home}"], "There is no relay's store"),
        (["disclose", "--store", "jetstream:nats://localhost"], "must be sqlite:PATH"),
        (["disclose", "--store", "sqlite:{home}/photo"], "not a relay's store"),
        (["serve", "--store", "{home}/photo", "--root", "00" * 32], "not a relay's store"),
        (["serve", "--root", "not a key"], "64 hexadecimal digits"),
        (["serve", "--root", "abcd"], "64 hexadecimal digits"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photo").write_bytes(b"\xff\xd8" * 4000)
    assert main(["relay", *(argument.format(home=tmp_path) for argument in arguments)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["photo"], "looking leaves nothing behind"


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_room_is_a_whole_number(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["relay", "serve", "--root", "00" * 32, "--feeds", number])
    assert ended.value.code == 2
    assert "a whole number from 1 on" in capsys.readouterr().err


def test_serve_gives_the_room_that_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("posta.relay.server.serve", lambda *place, **more: asked.append((place, more)))
    command = ["relay", "serve", "--store", str(tmp_path / "a.db"), "--root", ROOT.verify_key.hex()]
    assert main([*command, "--megabytes-per-feed", "3", "--feeds", "40"]) == 0
    assert main(command) == 0
    (place, told), (_, usual) = asked
    assert place == (str(tmp_path / "a.db"), "127.0.0.1", DEFAULT_PORT)
    assert (told["quota"], told["root_key"]) == (Quota(3_000_000, feeds=40), ROOT.verify_key)
    assert usual["quota"].feeds == Quota().feeds


def test_a_post_without_what_a_relay_needs_serves_none_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A post carried a web server and two packages more for a relay that it never runs."""
    monkeypatch.setitem(sys.modules, "posta.relay.server", None)
    assert main(["relay", "serve", "--store", str(tmp_path / "a.db"), "--root", ROOT.verify_key.hex()]) == 1
    assert "extra `relay`" in capsys.readouterr().err
    assert main(["relay", "disclose", "--store", str(tmp_path / "a.db")]) == 1  # there is no store: that is all it says
    assert "no relay's store" in capsys.readouterr().err


def test_the_commands_of_a_post_load_without_the_packages_of_a_relay() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from posta.cli.run import main; main(['doctor', '--help'])"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT_FOLDER, capture_output=True, check=False).returncode == 0
    )


def test_a_full_feed_and_one_feed_too_many_say_what_to_do(tmp_path: Path) -> None:
    held, device = open_store(str(tmp_path / "a.db"), Quota(bytes_per_feed=100, feeds=1)), Device(1).write(5)
    with pytest.raises(FeedFull, match="room"):
        held.append(device.segment(), device.bytes(), day=TODAY)
    held.close()
    held, other = open_store(str(tmp_path / "b.db"), Quota(feeds=1)), Device(2).write(5)
    held.append(device.segment(), device.bytes(), day=TODAY)
    with pytest.raises(TooManyFeeds, match="room|feeds"):
        held.append(other.segment(), other.bytes(), day=TODAY)
    held.close()


def test_disclose_tells_people_and_programs_the_same(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relay", "disclose", "--store", str(store)]) == 0
    words = capsys.readouterr().out
    assert words.startswith("Everything this relay holds.")
    assert "2 feeds, 10 entries" in words
    assert words.count("came on 2018-11-25") == 2
    assert main(["relay", "disclose", "--store", f"sqlite:{store}", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["feeds"], told["entries"], len(told["branches"])) == (2, 10, 2)
    assert f"{told['bytes']} bytes" in words
