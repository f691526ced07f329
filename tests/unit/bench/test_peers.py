"""Installing and running peers, with stand-ins: nothing is downloaded and nothing is left running."""

import os
import sys

import pytest

from bench.peers import cache, morango, pouchdb
from bench.peers.cache import PeerUnavailable, installed, run_installer
from bench.peers.processes import asked, serving

SERVER = """
import json, os
print("a word before the figures", flush=True)
print(json.dumps({"port": 1, "pid": os.getpid()}), flush=True)
os.read(0, 1)
"""
CLIENT = "import json, sys; print(json.dumps({'sum': sum(json.loads(sys.argv[1])['numbers'])}))"


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "peer.lock"
    path.write_text("peer==1", encoding="utf-8")
    return path


def test_installed_when_asked_twice_then_it_installs_once_until_the_lock_changes(lock):
    calls = []
    first = installed("peer", [lock], calls.append)
    assert installed("peer", [lock], calls.append) == first
    assert calls == [first]
    lock.write_text("peer==2", encoding="utf-8")
    assert installed("peer", [lock], calls.append) != first


def test_installed_when_an_installation_stopped_halfway_then_it_begins_anew(lock):
    def half(folder):
        (folder / "half").touch()
        raise PeerUnavailable("pip failed")

    with pytest.raises(PeerUnavailable):
        installed("peer", [lock], half)
    folder = installed("peer", [lock], lambda folder: None)
    assert not (folder / "half").exists()


def test_cache_folder_when_no_cache_home_is_set_then_it_is_below_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.cache_folder() == tmp_path / ".cache" / "posta-bench"


@pytest.mark.parametrize("command", [["no-such-tool-here"], [sys.executable, "-c", "raise SystemExit(3)"]])
def test_run_installer_when_the_tool_is_missing_or_fails_then_the_peer_is_unavailable(command, tmp_path):
    with pytest.raises(PeerUnavailable):
        run_installer(command, where=tmp_path)


def test_serving_when_left_then_the_server_is_gone(tmp_path):
    with serving([sys.executable, "-c", SERVER], where=tmp_path, env=os.environ) as server:
        os.kill(server["pid"], 0)
    with pytest.raises(ProcessLookupError):
        os.kill(server["pid"], 0)


def test_serving_when_the_measurement_fails_then_the_server_is_gone_too(tmp_path):
    with (
        pytest.raises(ZeroDivisionError),
        serving([sys.executable, "-c", SERVER], where=tmp_path, env=os.environ) as server,
    ):
        raise ZeroDivisionError
    with pytest.raises(ProcessLookupError):
        os.kill(server["pid"], 0)


def test_asked_when_the_client_answers_then_its_figures_come_back(tmp_path):
    assert asked([sys.executable, "-c", CLIENT], {"numbers": [1, 2]}, where=tmp_path, env=os.environ) == {"sum": 3}


@pytest.mark.parametrize("script", ["raise SystemExit(1)", "print('{}', flush=True); raise SystemExit(1)"])
def test_asked_when_the_client_fails_then_the_peer_is_unavailable(script, tmp_path):
    with pytest.raises(PeerUnavailable):
        asked([sys.executable, "-c", script], {}, where=tmp_path, env=os.environ)


def test_peers_when_their_tools_are_missing_then_they_are_unavailable(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(PeerUnavailable):
        pouchdb.measure_pouchdb([])
    monkeypatch.setattr(sys, "version_info", (3, 12, 0))
    with pytest.raises(PeerUnavailable):
        morango.measure_morango([])


def test_locks_when_read_then_every_package_has_a_hash_and_none_names_a_registry():
    for text in [path.read_text(encoding="utf-8") for path in (morango.LOCK, *pouchdb.LOCKS)]:
        assert "http://" not in text
        assert "https://" not in text
    packages = [line for line in morango.LOCK.read_text(encoding="utf-8").splitlines() if "==" in line]
    assert packages
    assert all(line.endswith(" \\") for line in packages)
