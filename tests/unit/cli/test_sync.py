"""`posta sync`: where there is no road it says so, and a relay that worked is the relay from then on."""

import socket
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.node.settings import drop_setting, put_setting
from posta.relay.server_process import running_relay
from posta.sync.peers import list_sync_addresses
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, UNTIL
from tests.coordination_fixture import Coordination


@pytest.fixture(autouse=True)
def opened(centre: Coordination, monkeypatch: pytest.MonkeyPatch) -> None:
    from posta.wire.membership import MEMBER, issue_card

    monkeypatch.setattr("posta.cli.commands.sync.open_home", lambda home: None)
    for name in ("relay.url", "peers", "sync.last"):
        drop_setting(name)
    card = issue_card(
        ADMINISTRATOR.sign,
        administrator=ADMINISTRATOR_CARD,
        device=centre.device.verify_key,
        valid_until=UNTIL,
        may=MEMBER,
    )
    put_setting("device.card", card.hex())


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line with which it is refused."""
    assert main(["sync", *arguments]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    return told.err


def test_without_a_road_it_says_how_to_name_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--folder" in refused(capsys)


def test_what_is_no_address_and_whom_nobody_hears_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not the address" in refused(capsys, "--relay", "ftp://somewhere/else")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert "cannot be reached" in refused(capsys, "--relay", f"http://127.0.0.1:{port}")
    assert "cannot be reached" in refused(capsys, "--peer", f"127.0.0.1:{port}")
    assert list_sync_addresses() == [], "what never worked is not kept"
    monkeypatch.setattr("posta.sync.peers.find_own_card", lambda node: None)
    assert "membership card" in refused(capsys, "--relay", f"http://127.0.0.1:{port}")


def test_a_relay_that_worked_is_the_relay_from_then_on(
    centre: Coordination, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre.later(minutes=1)
    with running_relay(tmp_path, ROOT.verify_key) as url:
        assert main(["sync", "--relay", f"{url}/"]) == 0
        assert list_sync_addresses() == [url]
        assert main(["sync"]) == 0
    first, again = capsys.readouterr().out.splitlines()
    assert first.startswith("sent ")
    assert again.startswith("sent 0, new 0")


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "put the stick in" in refused(capsys, "--folder", str(tmp_path / "stick"))
    assert list(tmp_path.iterdir()) == []


def test_a_road_that_fails_keeps_the_command_from_no_other(
    centre: Coordination, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first address that did not answer ended the command; the post in the next room was never asked."""
    centre.later(minutes=1)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        put_setting("relay.url", f"http://127.0.0.1:{probe.getsockname()[1]}")
    with running_relay(tmp_path, ROOT.verify_key) as url:
        put_setting("peers", [url])
        assert main(["sync"]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("sent ")
    assert "cannot be reached" in told.err


def test_one_bad_thing_on_a_stick_stops_nothing(
    centre: Coordination, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder whose name ended in .posta stopped the whole exchange, in English, and nothing was written either."""
    centre.later(minutes=1)
    (tmp_path / "a.posta").mkdir()
    (tmp_path / "b.posta").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c.posta").write_bytes(b"")
    assert main(["sync", "--folder", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "cannot be opened; the rest was read" in told
    assert "set aside 3" in told
    assert not told.startswith("sent 0")
    assert len([one for one in tmp_path.iterdir() if one.is_file()]) == 2, "our own bundle was written"
