"""Words are tried slowly, one at a time, counted, and never kept."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from posta.clock import SystemClock
from posta.node.http import login_throttle
from posta.node.http.login_throttle import (
    HERE,
    NETWORK,
    LoginThrottle,
    caller_at_address,
    caller_with_session,
    classify_origin,
    delay_after,
)
from posta.node.process_state import PROCESS
from posta.node.session import Sessions
from posta.node.wsgi.passphrase_gate import GateBusy, PassphraseGate, TooSoon, read_form
from posta.node.wsgi.unlock_queue import MAX_PER_CALLER, MAX_WAITING, UnlockAttempt, UnlockQueue

KEYBOARD = caller_at_address("127.0.0.1")
NURSE = caller_at_address("10.42.0.7")
STRANGERS = [caller_at_address(f"10.42.0.{100 + number}") for number in range(12)]


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


class Clock:
    """Monotonic seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def seen(clock: Clock) -> LoginThrottle:
    return LoginThrottle(clock)


@pytest.fixture
def gate(tmp_path: Path, seen: LoginThrottle) -> PassphraseGate:
    return PassphraseGate(tmp_path, unlock, Sessions(SystemClock()), seen)


def test_good_words_begin_a_session_and_forget_the_failures(gate: PassphraseGate, seen: LoginThrottle) -> None:
    assert gate.enter("bad", "127.0.0.1", "es") is None
    assert seen.failures(KEYBOARD) == 1
    session = gate.enter("a good word", "127.0.0.1", "fr")
    assert session is not None
    assert (session.staff_id, session.language) == (b"a" * 16, "fr")
    assert session.person_keys is not None
    assert session.person_keys.to_bytes() == b"p" * 64
    assert seen.failures(KEYBOARD) <= 0


def test_empty_words_are_not_an_attempt(gate: PassphraseGate, seen: LoginThrottle) -> None:
    assert gate.try_words("  ", KEYBOARD) is None
    assert seen.failures(KEYBOARD) == 0


def test_only_the_same_person_opens_the_sealed_compartments_again(gate: PassphraseGate) -> None:
    session = gate.enter("a good word", "127.0.0.1", "es")
    assert session is not None
    session.unlocked_until = 0.0
    assert not gate.reunlock(session, "b good word")
    assert not gate.reunlock(session, "a bad word")
    assert session.unlocked_until == 0.0
    assert gate.reunlock(session, "a good word")
    assert session.unlocked_until > 0.0


class Slow:
    """Words that open only when the test lets them, one trial after the other; who was tried, in order."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.at_once = 0
        self._go_on = threading.Semaphore(0)
        self._began = threading.Semaphore(0)

    def __call__(self, home: Path, words: str) -> Slot | None:
        self.at_once += 1
        assert self.at_once == 1, "two trials at the same moment need twice the memory"
        self.tried.append(words)
        self._began.release()
        assert self._go_on.acquire(timeout=10)
        self.at_once -= 1
        return unlock(home, words)

    def begun(self) -> None:
        assert self._began.acquire(timeout=10)

    def finish(self, trials: int) -> None:
        for _ in range(trials):
            self._go_on.release()


class Queue:
    """Callers in threads of their own, and what became of each."""

    def __init__(self, home: Path, seen: LoginThrottle) -> None:
        self.slow = Slow()
        self.gate = PassphraseGate(home, self.slow, Sessions(SystemClock()), seen)
        self.came: dict[str, str] = {}
        self._threads: list[threading.Thread] = []

    def bring(self, words: str, caller: login_throttle.Caller) -> None:
        """Let somebody come, and wait until they stand in the queue, are tried or are sent away."""
        before = len(self.gate._turns) + len(self.came) + len(self.slow.tried)
        thread = threading.Thread(target=self._try, args=(words, caller))
        thread.start()
        self._threads.append(thread)
        end = time.monotonic() + 10
        while len(self.gate._turns) + len(self.came) + len(self.slow.tried) <= before and time.monotonic() < end:
            time.sleep(0.001)

    def over(self, trials: int = 100) -> dict[str, str]:
        self.slow.finish(trials)
        for each in self._threads:
            each.join(10)
        return self.came

    def _try(self, words: str, caller: login_throttle.Caller) -> None:
        try:
            self.came[words] = "in" if self.gate.try_words(words, caller) else "wrong"
        except (GateBusy, TooSoon) as error:
            self.came[words] = type(error).__name__


@pytest.fixture
def queue(tmp_path: Path, seen: LoginThrottle) -> Queue:
    return Queue(tmp_path, seen)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.42.0.{}", "10.42.0.1"])
def test_eight_colleagues_at_once_all_come_in(queue: Queue, address: str) -> None:
    """Five of eight were told to come back after a lock, whether at tablets, at the keyboard or behind a router."""
    for number in range(8):
        queue.bring(f"good {number}", caller_at_address(address.format(number)))
    assert set(queue.over().values()) == {"in"}


def test_strangers_wait_and_the_keyboard_a_colleague_and_a_nurse_do_not(queue: Queue, seen: LoginThrottle) -> None:
    """Two strangers who posted nonsense kept keyboard, tablets and the words for sealed compartments out."""
    for each in STRANGERS:
        seen.note_failure(each)
    for number, each in enumerate(STRANGERS):
        queue.bring(f"nonsense {number}", each)
    queue.slow.begun()
    queue.bring("good nurse", NURSE)
    queue.bring("good psychologist", caller_with_session(b"p" * 16))
    queue.bring("good keyboard", KEYBOARD)
    came = queue.over()
    assert [came[f"good {who}"] for who in ("nurse", "psychologist", "keyboard")] == ["in"] * 3
    assert queue.slow.tried[1:4] == ["good keyboard", "good psychologist", "good nurse"]


def test_strangers_who_fill_every_place_of_the_network_still_make_room_for_an_address_of_its_own(queue: Queue) -> None:
    queue.bring("good first", KEYBOARD)
    for number in range(5 * MAX_WAITING[NETWORK]):
        queue.bring(f"nonsense {number}", STRANGERS[number % 3])
    queue.bring("good nurse", NURSE)
    assert len(queue.gate._turns) <= MAX_WAITING[NETWORK]
    came = queue.over()
    assert came["good nurse"] == "in"
    assert list(came.values()).count("GateBusy") >= 4 * MAX_WAITING[NETWORK]
    assert queue.slow.tried.index("good nurse") <= 1 + 3, "one trial of each stranger at most comes before"


def test_one_address_holds_no_more_than_its_share_of_places(seen: LoginThrottle) -> None:
    turns = UnlockQueue(seen)
    late = [left for _ in range(3 * MAX_PER_CALLER) for left in turns.join(UnlockAttempt(STRANGERS[0]))]
    assert (len(turns), len(late)) == (MAX_PER_CALLER, 2 * MAX_PER_CALLER)


def test_who_waits_too_long_is_told_that_it_is_busy_and_not_that_the_words_were_wrong(queue: Queue) -> None:
    queue.gate.patience = 0.05
    queue.bring("good one", KEYBOARD)
    queue.slow.begun()
    queue.bring("good two", NURSE)
    while not queue.came:
        time.sleep(0.001)
    assert queue.over() == {"good one": "in", "good two": "GateBusy"}


def test_when_a_colleague_leaves_those_who_wait_are_told_to_come_again(queue: Queue) -> None:
    """They kept the keys of who had left in memory for five seconds, and then their connection broke off."""
    queue.bring("good one", KEYBOARD)
    queue.slow.begun()
    queue.bring("good two", NURSE)
    queue.gate.close()
    while not queue.came:
        time.sleep(0.001)
    assert queue.over() == {"good one": "in", "good two": "GateBusy"}


def test_during_its_delay_an_address_is_sent_away_and_nothing_is_computed(gate: PassphraseGate, clock: Clock) -> None:
    for _ in range(3):
        assert gate.try_words("bad", STRANGERS[0]) is None
    with pytest.raises(TooSoon):
        gate.try_words("good", STRANGERS[0])
    assert gate.try_words("good", STRANGERS[1]) is not None
    clock.now += login_throttle.LONGEST_DELAY
    assert gate.try_words("good", STRANGERS[0]) is not None


def test_eight_wrong_forms_at_once_from_one_address_are_not_all_tried(queue: Queue) -> None:
    for number in range(8):
        queue.bring(f"nonsense {number}", STRANGERS[0])
    assert sorted(queue.over().values()) == ["TooSoon"] * 5 + ["wrong"] * 3


def test_an_address_that_has_opened_comes_before_unknown_ones(seen: LoginThrottle, clock: Clock) -> None:
    seen.note_success(NURSE)
    turns, first, nurse = UnlockQueue(seen), UnlockAttempt(STRANGERS[0]), UnlockAttempt(NURSE)
    turns.join(first)
    turns.join(nurse)
    assert turns.ranked() == [nurse, first]
    clock.now += login_throttle.KNOWN_FOR + 1
    assert turns.ranked() == [first, nurse]


def test_the_delay_grows_to_a_limit_and_never_becomes_a_refusal() -> None:
    delays = [delay_after(failures) for failures in range(200)]
    assert delays == sorted(delays)
    assert delays[:3] == [0, 0, 0]
    assert delays[-1] == login_throttle.LONGEST_DELAY


def test_failures_of_one_caller_delay_no_other(seen: LoginThrottle, clock: Clock) -> None:
    assert [seen.note_failure(STRANGERS[0]) for _ in range(9)] == list(range(1, 10))
    others = [KEYBOARD, NURSE, caller_with_session(b"p" * 16), caller_at_address("::1"), caller_at_address("fe80::7")]
    assert [(seen.failures(each), seen.wait(each)) for each in others] == [(0, 0.0)] * 5
    assert seen.wait(STRANGERS[0]) == login_throttle.LONGEST_DELAY
    clock.now += login_throttle.LONGEST_DELAY
    assert seen.wait(STRANGERS[0]) == 0
    assert (classify_origin("127.0.0.1"), classify_origin("::1"), classify_origin("10.42.0.7")) == (HERE, HERE, NETWORK)
    assert (classify_origin("::ffff:127.0.0.1"), classify_origin("::ffff:10.0.0.1"), classify_origin("")) == (
        HERE,
        NETWORK,
        NETWORK,
    )


def test_old_failures_are_forgotten_and_the_addresses_remembered_are_bounded(seen: LoginThrottle, clock: Clock) -> None:
    seen.note_failure(KEYBOARD)
    clock.now += login_throttle.RESET_AFTER + 1
    assert seen.failures(KEYBOARD) == 0
    for number in range(3 * login_throttle.MAX_CALLERS):
        seen.note_failure(caller_at_address(f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"))
    assert len(seen._seen) == login_throttle.MAX_CALLERS


def test_nothing_of_who_tried_is_written_down(gate: PassphraseGate) -> None:
    gate.try_words("bad", NURSE)
    gate.try_words("good", KEYBOARD)
    assert list(gate.home.iterdir()) == []


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


def test_words_that_open_no_slot_are_shown_to_whoever_else_may_know_them(
    tmp_path: Path, monkeypatch, seen: LoginThrottle
) -> None:
    asked: list[str] = []

    def adopt(home: Path, words: str) -> Slot | None:
        asked.append(words)
        return unlock(home, "good") if words == "new here" else None

    monkeypatch.setattr(PROCESS, "unlock_fallbacks", (adopt,))
    gate = PassphraseGate(tmp_path, unlock, Sessions(SystemClock()), seen)
    assert gate.enter("good words", "127.0.0.1", "es") is not None
    assert asked == []
    assert gate.enter("bad", "127.0.0.1", "es") is None
    assert seen.failures(KEYBOARD) == 1
    assert gate.enter("new here", "127.0.0.1", "es") is not None
    assert seen.failures(KEYBOARD) <= 0
