"""What passes from a worker to its successor arrives whole, and nothing else does."""

import socket
import threading

import pytest

from posta.ids import StaffId
from posta.node.identity.master_key_holder import NodeKeys
from posta.node.process import handover
from posta.node.process.control_channel import Message, control_pair, receive_message, send_message
from posta.node.session import Session
from posta.seal.keys import PersonKeys


def test_keys_sessions_and_connections_arrive() -> None:
    old, new = control_pair()
    opened = NodeKeys(b"d" * 64, b"m" * 32)
    sessions = [
        Session("token", StaffId(b"s" * 16), PersonKeys(b"k" * 32, b"l" * 32), 1.5, 2.5, 3.5, "fr"),
        Session("other", StaffId(b"t" * 16), None, 1.0, 2.0, 0.0, "es"),
    ]
    sessions[0].keyring, sessions[0].admin_keys = object(), object()  # worked out again at the other end
    near, far = socket.socketpair()
    received = []

    def successor() -> None:
        received.append(handover.receive_opened(new))
        handover.send_ready(new)
        received.extend(handover.receive_sessions(new))

    waiting = threading.Thread(target=successor)
    waiting.start()
    handover.send_opened(old, opened)
    handover.await_ready(old)
    handover.send_sessions(old, sessions, [far])
    waiting.join(5)

    sessions[0].keyring = sessions[0].admin_keys = None
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
        handover.receive_sessions(new)
    new.close()


def test_control_words_carry_sockets_and_end_with_the_line() -> None:
    ours, theirs = control_pair()
    near, far = socket.socketpair()
    send_message(ours, Message.TRY, [far])
    send_message(ours, Message.GO)
    word, (copy,) = receive_message(theirs) or (None, [None])
    assert word is Message.TRY
    assert receive_message(theirs) == (Message.GO, [])
    ours.close()
    assert receive_message(theirs) is None
    for each in (theirs, near, far, copy):
        assert each is not None
        each.close()
