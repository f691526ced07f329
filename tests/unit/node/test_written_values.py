"""What is written down by one life of a post and read by the next keeps every field, also one that is added later.

A post that had exchanged once could not be backed up: its `device.toml` had got a fifth value, the last day of its card,
and the head of a backup wrote four by hand, so the backup that was read back was "not the one that was meant".
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posta.node.http.locked_page import DEFAULT_LANGUAGE
from posta.node.identity.device_file import (
    BadDeviceFile,
    PublicFacts,
    parse_facts,
    read_usable_facts,
    render_facts,
)
from posta.node.identity.master_key_holder import NodeKeys
from posta.node.process import handover
from posta.node.process.control_channel import control_pair
from posta.node.session import Session
from posta.node.storage.side_file import SideFile, read_side_file
from posta.node.upkeep.backup_file import BackupHead, _read_head, _write_head
from posta.seal.keys import DeviceKeys, PersonKeys

SPECIAL = {"language": "fr", "card": "2019-05-24", "idle_minutes": 10}


def example(kind: type, number: int = 0) -> Any:
    """A value of a class in which each field differs from its default and from its neighbours."""
    hints = typing.get_type_hints(kind, localns={"PersonKeys": PersonKeys})
    values = {f.name: SPECIAL.get(f.name, _value(hints[f.name], n + number)) for n, f in enumerate(_fields(kind), 1)}
    return kind(**values)


def _fields(kind: type) -> tuple[dataclasses.Field[Any], ...]:
    return tuple(each for each in dataclasses.fields(kind) if each.init)


def _value(kind: Any, number: int) -> Any:
    kind = getattr(kind, "__supertype__", kind)
    if isinstance(kind, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if dataclasses.is_dataclass(kind):
        return example(typing.cast(type, kind), number)
    makers: dict[Any, Callable[[], Any]] = {
        bytes: lambda: bytes([number]) * 32,
        str: lambda: f'text "{number}" ñ',
        int: lambda: 1000 + number,
        float: lambda: number + 0.5,
        bool: lambda: True,
    }
    return makers[kind]()


def test_the_head_of_a_backup_keeps_each_field() -> None:
    head = example(BackupHead)
    assert _read_head(_write_head(head)[9:]) == head


def test_the_head_of_a_backup_of_a_newer_version_is_not_read_by_half() -> None:
    """A field that this version does not know would be missing in the restored home."""
    raw = _write_head(example(BackupHead))[9:]
    with pytest.raises(Exception, match="newer version"):
        _read_head(raw[:-1] + b',"later":"yes"}')


def test_device_toml_keeps_each_field() -> None:
    facts = example(PublicFacts)
    assert parse_facts(render_facts(facts, b"")) == facts


def test_device_toml_keeps_lines_of_a_newer_version_and_of_people() -> None:
    """The idle minutes that somebody had written by hand were gone when the card was noted."""
    before = b'language = "es"\nlater = "yes"\nroom = 3\n[table]\nx = 1\n'
    after = render_facts(example(PublicFacts), before).decode()
    assert 'later = "yes"' in after
    assert "room = 3" in after


def test_the_session_and_the_keys_pass_to_the_next_worker_with_each_field() -> None:
    old, new = control_pair()
    opened, session = example(NodeKeys), example(Session)
    handover.send_opened(old, opened)
    assert handover.receive_opened(new) == opened
    handover.send_sessions(old, [session, dataclasses.replace(session, person_keys=None)], [])
    assert handover.receive_sessions(new)[0] == [session, dataclasses.replace(session, person_keys=None)]
    old.close()
    new.close()


@pytest.mark.parametrize("kind", [DeviceKeys, PersonKeys])
def test_keys_keep_each_field(kind: type) -> None:
    keys = example(kind)
    assert kind.from_bytes(keys.to_bytes()) == keys


def test_the_side_file_keeps_each_field(tmp_path: Path) -> None:
    head = typing.get_type_hints(SideFile.write)["head"]
    noted = dataclasses.replace(example(head), feed=bytes(range(16)))
    with SideFile(tmp_path) as side:
        side.write(noted)
    record = read_side_file(tmp_path)
    assert record is not None
    assert record.head == noted


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe", b"language = ", b'language = "xx"\nport = 1\nrelay = ""\nrecovery = ""', b'language = "es"',
     b'language = "es"\nport = "1"\nrelay = ""\nrecovery = ""', b'language = "es"\nport = 1\nrelay = ""\nrecovery = ""\ncard = "soon"'],
)  # fmt: skip
def test_device_toml_that_is_wrong_is_refused_in_words_and_does_not_stop_the_locked_page(
    raw: bytes, tmp_path: Path
) -> None:
    """`posta serve` ended with a traceback when a power cut had left odd bytes in the file."""
    with pytest.raises(BadDeviceFile):
        parse_facts(raw)
    (tmp_path / "device.toml").write_bytes(raw)
    assert read_usable_facts(tmp_path).language == DEFAULT_LANGUAGE
