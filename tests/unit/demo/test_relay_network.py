"""The key of the demo: it cuts the network and brings it back, and says so in the language of the terminal."""

import io
import os
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from posta.demo import relay_network as demo_network
from posta.demo.relay_network import DemoNetwork, handle_keypresses, print_help, running_network, toggle_network
from posta.errors import TemporarilyUnavailable
from tests.conformance.relay_client import ROOT


@pytest.fixture
def network(tmp_path: Path) -> Iterator[DemoNetwork]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with running_network(tmp_path, ROOT.verify_key, port) as up:
        yield up


def answers(network: DemoNetwork) -> bool:
    """Whether somebody answers at the relay's address."""
    connection = HTTPConnection("127.0.0.1", network.port, timeout=20)
    try:
        connection.request("GET", "/v1/time")
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()


def test_the_network_is_cut_and_comes_back_at_the_same_address(
    network: DemoNetwork, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    assert answers(network)
    toggle_network(network)
    assert not answers(network)
    toggle_network(network)
    assert answers(network)
    cut, back = capsys.readouterr().out.splitlines()
    assert cut.startswith("La red está cortada.")
    assert back.startswith("La red ha vuelto.")


def test_a_port_that_somebody_took_meanwhile_is_said_and_tried_again_at_the_next_key(
    network: DemoNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    network.cut()
    with socket.create_server(("127.0.0.1", network.port)):
        toggle_network(network)
        assert not network.is_up
        with pytest.raises(TemporarilyUnavailable):
            network.restore()
    assert "port" in capsys.readouterr().out
    toggle_network(network)
    assert network.is_up


@pytest.mark.parametrize(("locale", "said"), [("en_GB.UTF-8", "Cut"), ("es_MX.UTF-8", "Cortar"), ("C", "Cut")])
def test_typing_r_and_enter_toggles_and_anything_else_does_nothing(
    locale: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr(demo_network, "LOOK_SECONDS", 0.01)
    keyboard, terminal = os.openpty()
    done, toggled = threading.Event(), []

    def note(network: DemoNetwork) -> None:
        toggled.append(network)
        done.set()

    monkeypatch.setattr(demo_network, "toggle_network", note)
    with os.fdopen(terminal, "r") as keys:
        print_help(keys)
        os.write(keyboard, b"x\n\nR\n")
        handle_keypresses(DemoNetwork(tmp_path, b"", 0), keys, done)
    os.close(keyboard)
    assert len(toggled) == 1
    assert capsys.readouterr().out.startswith(said)


def test_without_a_terminal_no_key_is_named_and_none_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    keys, done = io.StringIO("r\n"), threading.Event()
    print_help(keys)
    done.set()
    handle_keypresses(DemoNetwork(tmp_path, b"", 0), keys, done)
    assert keys.read() == "r\n"
    assert capsys.readouterr().out == "Ctrl+C ends the demo.\n"
