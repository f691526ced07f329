"""Words are tried slowly, one at a time, counted, and never kept."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from posta.clock import SystemClock
from posta.node import attempts
from posta.node import gate as gates
from posta.node.attempts import HERE, NETWORK, count_failures, delay_after, note_failure, note_success, origin_of
from posta.node.gate import Gate, GateBusy, read_form
from posta.node.session import Sessions


@dataclass
class Keys:
    raw: bytes

    def to_bytes(self) -> bytes:
        return self.raw


@dataclass
class Slot:
    staff: bytes
    device: Keys
    person: Keys
    master: bytes


def unlock(home: Path, words: str) -> Slot | None:
    return Slot(words[:1].encode() * 16, Keys(b"d" * 64), Keys(b"p" * 64), b"m" * 32) if "good" in words else None


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path, unlock, Sessions(SystemClock()))


def test_good_words_begin_a_session_and_forget_the_failures(gate: Gate) -> None:
    assert gate.enter("bad", "127.0.0.1", "es") is None
    assert count_failures(gate.home, HERE) == 1
    session = gate.enter("a good word", "127.0.0.1", "fr")
    assert session is not None
    assert (session.staff_id, session.person_keys, session.language) == (b"a" * 16, b"p" * 64, "fr")
    assert count_failures(gate.home, HERE) == 0


def test_empty_words_are_not_an_attempt(gate: Gate) -> None:
    assert gate.try_words("  ", "127.0.0.1") is None
    assert count_failures(gate.home, HERE) == 0


def test_only_the_same_person_opens_the_sealed_compartments_again(gate: Gate) -> None:
    session = gate.enter("a good word", "127.0.0.1", "es")
    assert session is not None
    session.unlocked_until = 0.0
    assert not gate.enter_again(session, "b good word", "127.0.0.1")
    assert not gate.enter_again(session, "a bad word", "127.0.0.1")
    assert session.unlocked_until == 0.0
    assert gate.enter_again(session, "a good word", "127.0.0.1")
    assert session.unlocked_until > 0.0


def test_a_third_at_the_gate_is_told_to_come_back(tmp_path: Path) -> None:
    inside, go_on = threading.Semaphore(0), threading.Event()

    def slow(home: Path, words: str) -> Slot | None:
        inside.release()
        go_on.wait(5)
        return unlock(home, words)

    gate = Gate(tmp_path, slow, Sessions(SystemClock()))
    two = [threading.Thread(target=gate.try_words, args=("good", "127.0.0.1")) for _ in range(2)]
    for each in two:
        each.start()
    inside.acquire(timeout=5)
    while gate._places._value:  # until the second one waits as well
        pass
    with pytest.raises(GateBusy):
        gate.try_words("good", "127.0.0.1")
    go_on.set()
    for each in two:
        each.join(5)


def test_the_delay_grows_to_a_limit_and_never_becomes_a_refusal() -> None:
    delays = [delay_after(failures) for failures in range(200)]
    assert delays == sorted(delays)
    assert delays[:3] == [0, 0, 0]
    assert delays[-1] == attempts.LONGEST_DELAY


def test_failures_from_the_network_do_not_slow_down_the_keyboard(tmp_path: Path) -> None:
    assert [note_failure(tmp_path, NETWORK) for _ in range(3)] == [1, 2, 3]
    assert count_failures(tmp_path, HERE) == 0
    assert (origin_of("127.0.0.1"), origin_of("::1"), origin_of("10.42.0.7")) == (HERE, HERE, NETWORK)


def test_old_or_damaged_counts_are_forgotten(tmp_path: Path) -> None:
    note_failure(tmp_path, HERE)
    path = next(tmp_path.iterdir())
    os.utime(path, (0, 0))
    assert count_failures(tmp_path, HERE) == 0
    path.write_text("not a number")
    assert count_failures(tmp_path, HERE) == 0
    note_success(tmp_path, HERE)
    note_success(tmp_path, HERE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"words=uno+dos&lang=fr", ("uno dos", "fr")),
        (b"words=r%C3%ADo", ("río", "es")),
        (b"words=" + b"x" * 401, ("", "es")),
        (b"lang=xx", ("", "es")),
        (b"\xff\xfe", ("", "es")),
        (b"&".join([b"a=b"] * 9), ("", "es")),
    ],
)
def test_a_posted_form_is_read_or_is_nothing(body: bytes, read: tuple[str, str]) -> None:
    assert read_form(body) == read


def test_words_that_open_no_slot_are_shown_to_whoever_else_may_know_them(tmp_path: Path, monkeypatch) -> None:
    asked: list[str] = []

    def adopt(home: Path, words: str) -> Slot | None:
        asked.append(words)
        return unlock(home, "good") if words == "new here" else None

    monkeypatch.setattr(gates, "adopters", [adopt])
    gate = Gate(tmp_path, unlock, Sessions(SystemClock()))
    assert gate.enter("good words", "127.0.0.1", "es") is not None
    assert asked == []
    assert gate.enter("bad", "127.0.0.1", "es") is None
    assert count_failures(tmp_path, HERE) == 1
    assert gate.enter("new here", "127.0.0.1", "es") is not None
    assert count_failures(tmp_path, HERE) == 0
