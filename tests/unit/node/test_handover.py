"""What passes from a worker to its successor arrives whole, and nothing else does."""

import socket
import threading

import pytest

from posta.ids import StaffId
from posta.node import handover
from posta.node.control import Word, control_pair, hear, say
from posta.node.opened import Opened
from posta.node.session import Session


def test_keys_sessions_and_connections_arrive() -> None:
    old, new = control_pair()
    opened = Opened(b"d" * 64, b"m" * 32)
    sessions = [
        Session("token", StaffId(b"s" * 16), b"k" * 64, 1.5, 2.5, 3.5, "fr"),
        Session("other", StaffId(b"t" * 16), None, 1.0, 2.0, 0.0, "es"),
    ]
    near, far = socket.socketpair()
    received = []

    def successor() -> None:
        received.append(handover.receive_opened(new))
        handover.send_ready(new)
        received.extend(handover.receive_rest(new))

    waiting = threading.Thread(target=successor)
    waiting.start()
    handover.send_opened(old, opened)
    handover.await_ready(old)
    handover.send_rest(old, sessions, [far])
    waiting.join(5)

    assert received[:2] == [opened, sessions]
    received[2][0].send(b"still here")
    assert near.recv(20) == b"still here"
    for each in (old, new, near, far, *received[2]):
        each.close()


def test_a_worker_that_ends_in_the_middle_breaks_the_handover() -> None:
    old, new = control_pair()
    old.close()
    with pytest.raises(handover.HandoverBroken):
        handover.receive_opened(new)
    with pytest.raises(handover.HandoverBroken):
        handover.receive_rest(new)
    new.close()


def test_control_words_carry_sockets_and_end_with_the_line() -> None:
    ours, theirs = control_pair()
    near, far = socket.socketpair()
    say(ours, Word.TRY, [far])
    say(ours, Word.GO)
    word, (copy,) = hear(theirs) or (None, [None])
    assert word is Word.TRY
    assert hear(theirs) == (Word.GO, [])
    ours.close()
    assert hear(theirs) is None
    for each in (theirs, near, far, copy):
        assert each is not None
        each.close()
