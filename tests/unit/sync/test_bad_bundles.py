"""Files from sticks that are cut, damaged, foreign or hostile: what is wrong is said, and every good segment is kept."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from posta.cli.run import main
from posta.ledger.frontier import list_tips
from posta.scribe.context.node_context import NodeContext
from posta.sync.file_transfer import export_bundle
from posta.wire import bundle
from tests.coordination_fixture import Coordination
from tests.journeys.test_joining import new_computer, treat

Damage = Callable[[list[bytes]], bytes]


def written_by(node: NodeContext) -> int:
    """How many entries a computer has written."""
    return sum(tip.sequence + 1 for tip in list_tips(node.cursor) if tip.feed == node.device.feed)


@pytest.fixture
def stick(centre: Coordination, monkeypatch: pytest.MonkeyPatch) -> tuple[list[bytes], int]:
    """The bundle of a post as [magic, block, block, trailer], and how much of its second block is news to the centre."""
    centre.appoint("doctor")
    other = new_computer(centre)
    treat(centre, other)
    centre.later(minutes=2)
    with monkeypatch.context() as small:
        small.setattr(bundle, "_FULL", 4 << 10)
        out = BytesIO()
        export_bundle(other, out)
    return blocks_of(out.getvalue()), written_by(other)


def blocks_of(data: bytes) -> list[bytes]:
    """A bundle's magic, blocks and trailer."""
    found, at = [data[:4]], 4
    while size := int.from_bytes(data[at : at + 4], "big"):
        found.append(data[at : at + 12 + size])
        at += 12 + size
    return [*found, data[at:]]


def flipped(data: bytes, at: int) -> bytes:
    """The same with one bit turned."""
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def other(mission: bytes | None) -> Damage:
    """A bundle for others, or for the same devices in another mission."""

    def made(blocks: list[bytes]) -> bytes:
        out = BytesIO()
        recipients = [bundle.to_age_recipient(bytes(31) + b"\x09")]
        bundle.write_bundle(out, [b"x" * 100], recipients, mission or bytes(16))
        return out.getvalue()

    return made


CASES: dict[str, tuple[Damage, bool, str]] = {
    "whole": (b"".join, True, ""),
    "a photo": (lambda b: b"\xff\xd8\xff\xe0" + bytes(2000), False, "is not a Posta bundle"),
    "an empty file": (lambda b: b"", False, "is not a Posta bundle"),
    "cut in its first block": (lambda b: b"".join(b)[:3000], False, "ends before what it announces"),
    "cut in its last block": (lambda b: b"".join([b[0], b[1], b[2][:-9]]), False, "ends before what it announces"),
    "cut in its checksum": (lambda b: b"".join(b)[:-9], True, "ends before what it announces"),
    "without its last block": (lambda b: b"".join([b[0], b[1], bytes(36)]), False, "ends before its last block"),
    "a bit flipped in its first block": (lambda b: flipped(b"".join(b), 900), True, "Block 1 of 2 of the bundle is damaged"),
    "a bit flipped in its last block": (lambda b: flipped(b"".join(b), -100), False, "Block 2 of 2 of the bundle is damaged"),
    "a bit flipped in its checksum": (lambda b: flipped(b"".join(b), -5), True, "checksum at the end of the bundle is wrong"),
    "its blocks exchanged": (lambda b: b"".join([b[0], b[2], b[1], b[3]]), False, "Block 1 of 2 of the bundle is damaged"),
    "a bomb": (lambda b: b[0] + b"\xff" * 4 + bytes(5000), False, "larger than any that Posta writes"),
    "a bomb after a good block": (lambda b: b"".join(b[:3]) + b"\xff" * 4, True, "larger than any that Posta writes"),
    "for other devices": (other(None), False, "made for other devices"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_on_the_page_the_reason_is_said_in_spanish_and_good_segments_are_kept(
    centre: Coordination, stick: tuple[list[bytes], int], name: str
) -> None:
    (blocks, news), (damage, arrives, reason) = stick, CASES[name]
    client = centre.client()
    done = client.post("/sync/import", {"bundle": SimpleUploadedFile("a.posta", damage(blocks))})
    assert (done.status_code, done.headers["Location"]) == (303, "/sync/imported")
    told = client.get("/sync/imported").context["result"]
    assert told.facts[0][1] == (news if arrives else 0)
    assert [bool(one) for one in told.reasons] == ([True] if reason else [])
    assert not any(reason[:12] in one for one in told.reasons if reason), "told in the reader's language"
    client.cookies["django_language"] = "en"
    assert reason in "".join(client.get("/sync/imported").context["result"].reasons)


@pytest.mark.parametrize("name", CASES)
def test_at_the_command_line_the_reason_is_one_line_and_the_exit_code_tells(
    centre: Coordination,
    stick: tuple[list[bytes], int],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("posta.cli.commands.bundle.open_home", lambda home: None)
    (blocks, news), (damage, arrives, reason) = stick, CASES[name]
    (tmp_path / "a.posta").write_bytes(damage(blocks))
    code = main(["bundle", "import", str(tmp_path / "a.posta")])
    told, *reasons = capsys.readouterr().out.splitlines()
    assert code == bool(reason)
    assert told.startswith(f"new {news if arrives else 0}, ")
    assert told.endswith(f"set aside {int(bool(reason))}")
    assert len(reasons) == bool(reason)
    assert reason in "".join(reasons)


def test_a_bundle_of_another_mission_is_left_unread(centre: Coordination) -> None:
    out = BytesIO()
    bundle.write_bundle(out, [b"x" * 100], [bundle.to_age_recipient(centre.device.box_public)], bytes(range(16)))
    client = centre.client()
    client.post("/sync/import", {"bundle": SimpleUploadedFile("a.posta", out.getvalue())})
    client.cookies["django_language"] = "en"
    told = client.get("/sync/imported").context["result"]
    assert [count for _, count in told.facts] == [0, 0, 0, 1], "nothing of it is kept aside"
    assert "another mission" in told.reasons[0]


def test_segments_that_are_none_are_set_aside_and_the_rest_is_read(
    centre: Coordination, stick: tuple[list[bytes], int]
) -> None:
    """A bundle made by somebody who holds the devices' public keys, which are no secret to a member."""
    from posta.sync.file_transfer import _mission
    from posta.wire.bundle import read_bundle, to_age_identity

    blocks, news = stick
    identity, mission = to_age_identity(centre.device.secret), _mission(centre.node)
    good = list(read_bundle(BytesIO(b"".join(blocks)), identity, mission=mission))
    out = BytesIO()
    noise = [b"noise", good[1][:-30], flipped(good[1], 200), b"PSg1" + bytes(500)]
    bundle.write_bundle(out, [*noise, *good], [bundle.to_age_recipient(centre.device.box_public)], mission)
    client = centre.client()
    client.post("/sync/import", {"bundle": SimpleUploadedFile("a.posta", out.getvalue())})
    told = client.get("/sync/imported").context["result"]
    assert told.facts[0][1] == news
    assert told.facts[2][1] == len(noise)
    assert told.reasons


def test_an_export_that_fails_leaves_no_half_file_and_keeps_the_old_one(
    centre: Coordination, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("posta.cli.commands.bundle.open_home", lambda home: None)
    path = tmp_path / "a.posta"
    path.write_bytes(b"yesterday")

    def full(*args: object, **named: object) -> int:
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as broken:
        broken.setattr("posta.sync.file_transfer.write_bundle", full)
        assert main(["bundle", "export", str(path)]) == 1
    assert capsys.readouterr().err == "posta bundle: No space left on device: a.posta\n"
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.posta", b"yesterday")]
    assert main(["bundle", "export", str(path)]) == 0
    assert path.read_bytes().startswith(b"PSb1")
