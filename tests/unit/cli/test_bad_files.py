"""A file that was cut, altered or is another one is refused in one line, never with a traceback.

A post did not even show its locked page when its `device.toml` held odd bytes; a mission file with a service that is a
number, or a catalogue of INEGI with one byte of zero, ended in the middle of the program.
"""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from posta.acts.mission.founding_file import SAMPLE, read_mission
from posta.cli.run import main
from posta.errors import PostaError
from posta.node.identity.device import read_public_facts
from posta.node.identity.device_file import PublicFacts, read_usable_facts, render_facts
from posta.node.storage.side_file import SideFile, read_side_file
from posta.node.upkeep.node_health import Health, note_health, read_health
from posta.terms.places import add_municipalities, parse_agee

TRIES = 300
ODD = (b"\x00", b"\xff", b"\n", b'"', b"{", b"[", b"]", b",", b"=", b"9" * 40, b"null", b"-1", b"\xed\xa0\x80", b"")
AGEE = "CVE_ENT,CVE_MUN,NOM_MUN\n27,017,Tenosique\n30,039,Coatzacoalcos\n07,078,San Cristóbal\n".encode()
KEPT = json.dumps({"source": "INEGI", "municipalities": {"27017": "Tenosique"}}).encode()


def mutations(raw: bytes, seed: int) -> list[bytes]:
    """The same few hundred bad versions of a file each time: cut, flipped, swapped, with odd bytes put in."""
    chance = Random(seed)
    found = [b"", raw[: len(raw) // 2], raw * 2, bytes(len(raw)), b"[" * 5000, b'"' * 140_000]
    for _ in range(TRIES):
        bad = bytearray(raw)
        for _ in range(chance.choice((1, 1, 2, 5))):
            at = chance.randrange(len(bad) or 1)
            bad[at : at + chance.choice((0, 0, 1, 3))] = chance.choice(ODD)
        found.append(bytes(bad[: chance.choice((len(bad), len(bad), chance.randrange(len(bad) or 1)))]))
    return found


def _good_facts() -> bytes:
    return render_facts(PublicFacts("es", relay="https://relay.example", card="2019-05-24"), b"")


READERS: dict[str, tuple[bytes, str, Callable[[Path], object]]] = {
    "device.toml": (_good_facts(), "device.toml", lambda path: read_public_facts(path.parent)),
    "a mission": (
        SAMPLE.read_bytes()[:6000] + SAMPLE.read_bytes()[-200:],
        "mission.json",
        lambda p: read_mission(p, bytes(32)),
    ),
    "INEGI's catalogue": (AGEE, "agee.csv", lambda path: parse_agee(path, path.with_name("kept.json"))),
    "the municipalities kept": (KEPT, "municipalities.json", add_municipalities),
}


@pytest.mark.parametrize("name", READERS)
def test_a_bad_file_is_refused_in_words(name: str, tmp_path: Path) -> None:
    raw, file, read = READERS[name]
    path = tmp_path / file
    reasons = []
    for bad in mutations(raw, seed=20190524):
        path.write_bytes(bad)
        try:
            read(path)
        except PostaError as error:
            reasons.append(str(error))
    assert len(reasons) > 5
    assert all(reason and "\n" not in reason for reason in reasons)


def small_mission() -> dict:
    """A mission of two places, as JSON that can be spoiled value by value."""
    told = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return {**told, "places": told["places"][:2]}


def _spoiled(value: object, chance: Random) -> object:
    """The same structure with one value somewhere of another kind."""
    odd = chance.choice((None, 7, -1, "x", [], {}, [1], {"a": 1}, True, 1.5, "\ud800"))
    if chance.random() < 0.25 or not value or not isinstance(value, dict | list):
        return odd
    if isinstance(value, dict):
        key = chance.choice(list(value))
        return {**value, key: _spoiled(value[key], chance)}
    at = chance.randrange(len(value))
    return [*value[:at], _spoiled(value[at], chance), *value[at + 1 :]]


def test_a_mission_with_values_of_other_kinds_is_refused_or_whole(tmp_path: Path) -> None:
    chance, path, good = Random(7), tmp_path / "mission.json", small_mission()
    for _ in range(TRIES):
        path.write_text(json.dumps(_spoiled(good, chance)), encoding="utf-8")
        try:
            founding = read_mission(path, bytes(32))
        except PostaError:
            continue
        assert isinstance(founding.name, str)
        assert all(isinstance(service, str) for post in founding.posts for service in post.services)


def test_the_small_files_of_a_home_are_read_as_far_as_they_are_good(tmp_path: Path) -> None:
    """Locked page, health and side file: whatever became of them, the post is served."""
    note_health(tmp_path, lost=3, damage=("a", "b"))
    good = {"device.toml": _good_facts(), "health.json": (tmp_path / "health.json").read_bytes()}
    SideFile(tmp_path).close()
    good["head"] = (tmp_path / "head").read_bytes()
    for name, raw in good.items():
        for bad in mutations(raw, seed=3)[: TRIES // 2]:
            (tmp_path / name).write_bytes(bad)
            assert isinstance(read_usable_facts(tmp_path), PublicFacts)
            assert isinstance(read_health(tmp_path), Health)
            read_side_file(tmp_path)


@pytest.mark.parametrize(
    "arguments", [["terms", "import"], ["init", "--name", "Ana", "--mission"], ["certify"]], ids=lambda given: given[0]
)
def test_a_command_given_a_wrong_file_says_why_in_one_line(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"\xff\x00,\x00\n\xfe")
    home = [] if arguments[0] == "certify" else ["--home", str(tmp_path / "home")]
    assert main([*arguments, str(wrong), *home]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
