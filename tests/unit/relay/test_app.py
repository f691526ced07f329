"""The relay over HTTP, in its own process, as a member and as a stranger see it."""

import http.client
import socket
import subprocess
import threading
from datetime import date
from urllib.parse import urlencode
from zlib import crc32

import msgspec
import pytest

from posta.relay import server_process
from posta.relay.server_process import running_relay
from posta.relay.storage.store_protocol import PartPlace
from posta.wire.address import encode_segment
from posta.wire.membership import (
    CARD_HEADER,
    REQUEST_HEADER,
    TIME_HEADER,
    OrderKind,
    Permission,
    encode_header_value,
    issue_order,
    sign_request,
)
from tests.conformance.feedmaker import Device
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, Member, Signer, card_of, cut_apart


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with running_relay(tmp_path_factory.mktemp("relay"), ROOT.verify_key) as url:
        yield url


@pytest.fixture
def member(url, request):
    device = Device(crc32(request.node.name.encode())).write(30)
    member = Member(url, device)
    yield member
    member.close()


def order(kind, payload):
    return issue_order(ADMINISTRATOR.sign, kind=kind, administrator=ADMINISTRATOR_CARD, payload=payload)


def spoiled(signed):
    """The same with another last byte, whatever it was: the end of a signature is often 0."""
    return signed[:-1] + bytes([signed[-1] ^ 1])


def feed_path(device, **query):
    return f"/v1/feeds/{device.feed.hex()}/{device.incarnation}" + ("?" + urlencode(query) if query else "")


def test_put_when_new_held_gap_fork_then_each_has_its_answer(member):
    device = member.device
    assert member.put(device.segment(5, 10)).json == {
        "error": "gap",
        "rule": "A segment follows what is held here.",
        "do": "Send from the heads stated, or further back.",
        "heads": [],
    }
    first = member.put(device.segment(0, 10))
    assert first.status == 201
    assert first.json == {"heads": [{"branch": 0, "sequence": 9, "hash": device.hash_at(9).hex()}]}
    assert member.put(device.segment(0, 10)).status == 200
    assert member.put(device.segment(12)).json["heads"][0]["sequence"] == 9
    fork = member.put(device.twin(8).write(5).segment(8))
    assert (fork.status, fork.json["error"], len(fork.json["heads"])) == (409, "fork", 2)
    assert member.put(device.twin(8).write(5).segment(8)).status == 200


def test_get_then_the_same_bytes_in_portions(member):
    device = member.device
    for first in range(0, 30, 10):
        member.put(device.segment(first, first + 10))
    sent = [device.bytes(first, first + 10) for first in range(0, 30, 10)]
    assert cut_apart(member.ask("GET", feed_path(device)).body) == sent
    assert cut_apart(member.ask("GET", feed_path(device, **{"from": 15})).body) == sent[1:]
    assert cut_apart(member.ask("GET", feed_path(device, max_bytes=1)).body) == sent[:1]
    assert member.ask("GET", feed_path(device, **{"from": 30})).body == b""
    assert member.ask("GET", feed_path(device, branch=1)).body == b""


def test_diff_then_says_what_each_side_lacks(member):
    device, other = member.device, Device(77).write(20)
    member.put(device.segment(0, 20))
    member.put(other.segment())
    ours = [device.feed, 0, 29, device.hash_at(29)]
    told = msgspec.msgpack.decode(member.ask("POST", "/v1/diff", msgspec.msgpack.encode([ours])).body)
    assert told["want"] == [[device.feed, 0, 20, 29, device.hash_at(19)]]
    assert [other.feed, 0, 0, 0, 19, other.hash_at(19)] in told["have"]
    known = [ours, [other.feed, 0, 7, other.hash_at(7)]]
    told = msgspec.msgpack.decode(member.ask("POST", "/v1/diff", msgspec.msgpack.encode(known)).body)
    assert [other.feed, 0, 0, 8, 19, other.hash_at(19)] in told["have"]


def test_wait_when_something_comes_then_woken(member, url):
    token = member.ask("GET", "/v1/wait").json["token"]
    assert member.ask("GET", f"/v1/wait?since={token}&seconds=0").json == {"token": token}
    woken = []
    waiter = Member(url, Device(5))
    waiter.relay_time()
    thread = threading.Thread(target=lambda: woken.append(waiter.ask("GET", f"/v1/wait?since={token}&seconds=50").json))
    thread.start()
    while thread.is_alive():  # the waiter may not be there yet: keep ringing until it heard
        member.device.write(1)
        member.put(member.device.segment())
    thread.join()
    waiter.close()
    assert woken[0]["token"] != token


def test_erase_by_order_then_the_part_is_gone_and_headers_stay(member):
    device = member.device
    member.put(device.segment())
    part = device.entries[3].parts[1]
    command = order(OrderKind.ERASE, msgspec.msgpack.encode([PartPlace(device.feed, 0, 3, part.digest)]))
    assert member.ask("POST", "/v1/erase", command).json == {"dropped": 1}
    assert member.ask("POST", "/v1/erase", command).json == {"dropped": 0}
    (held,) = cut_apart(member.ask("GET", feed_path(device)).body)
    assert part.sealed not in held
    assert part.digest in held


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (b"", "not_an_order"),
        (order(OrderKind.REVOKE, b"\x90"), "not_an_order"),
        (spoiled(order(OrderKind.ERASE, b"\x90")), "bad_order"),
        (order(OrderKind.ERASE, b"\x01"), "malformed"),
        (order(OrderKind.ERASE, msgspec.msgpack.encode([PartPlace(b"f", -1, 0, b"d")])), "malformed"),
        (order(OrderKind.ERASE, msgspec.msgpack.encode([PartPlace(b"f", 0, 1 << 63, b"d")])), "malformed"),
    ],
)
def test_erase_by_a_broken_order_then_refused(member, command, error):
    assert member.ask("POST", "/v1/erase", command).json["error"] == error


def test_revoked_then_turned_away(member, url):
    lost = Member(url, Device(66).write(2))
    assert lost.put(lost.device.segment()).status == 201
    command = order(OrderKind.REVOKE, msgspec.msgpack.encode([lost.device.verify_key]))
    assert member.ask("POST", "/v1/revoke", command).json == {"revoked": 1}
    answer = lost.ask("GET", "/v1/wait")
    assert (answer.status, answer.body) == (403, command), "it is shown the signed order: a relay's word is no proof"
    lost.close()


def test_stranger_then_nothing_is_stored_and_the_reason_is_given(member, url):
    device = Device(99).write(3)
    foreign = Signer(7)
    path = f"/v1/feeds/{device.feed.hex()}/0/0"
    cases = {
        "no_card": {},
        "not_a_card": {CARD_HEADER: "%%%", REQUEST_HEADER: "1.a"},
        "card_expired": {
            CARD_HEADER: encode_header_value(card_of(device, until=date(2001, 1, 1))),
            REQUEST_HEADER: "1.a",
        },
        "not_a_request": {CARD_HEADER: encode_header_value(member.card), REQUEST_HEADER: "soon.a"},
        "bad_request_signature": {
            CARD_HEADER: encode_header_value(member.card),
            REQUEST_HEADER: sign_request(
                foreign.sign, method="PUT", path=path, body=device.bytes(), moment_ms=member.relay_time()
            ),
        },
    }
    for error, headers in cases.items():
        reply = member.send("PUT", path, device.bytes(), headers)
        assert (reply.status, reply.json["error"], set(reply.json)) == (401, error, {"error", "rule", "do"})
    assert member.ask("GET", feed_path(device)).body == b""


def test_clock_years_off_then_told_the_time_and_served(member):
    member.moment_ms = 1_000_000_000_000
    refused = member.ask("GET", "/v1/wait")
    assert (refused.status, refused.json["error"]) == (401, "out_of_time")
    member.moment_ms = int(refused.headers[TIME_HEADER])
    assert member.ask("GET", "/v1/wait").status == 200


def test_card_without_a_right_then_refused(url):
    device, other = Device(31).write(2), Device(32).write(2)
    writer = Member(url, device, card=card_of(device, Permission.WRITE))
    assert writer.put(device.segment()).status == 201
    for reply in (writer.put(other.segment()), writer.ask("GET", feed_path(device)), writer.ask("GET", "/v1/wait")):
        assert (reply.status, reply.json["error"]) == (403, "may_not")
    writer.close()


def test_bytes_that_are_no_segment_then_refused_by_name(member):
    device = member.device
    good, path = device.bytes(), f"/v1/feeds/{device.feed.hex()}/0/"
    flipped = good[:100] + bytes([good[100] ^ 1]) + good[101:]
    cases = [
        (path + "0", flipped, 422, "bad_signature"),
        (path + "0", good[:-1], 422, "cut_short"),
        (path + "0", b"XXXX" + good[4:], 422, "not_a_segment"),
        (path + "1", good, 400, "wrong_address"),
        (path + "0", b"", 400, "wrong_address"),
        (f"/v1/feeds/{'00' * 16}/0/0", good, 400, "wrong_address"),
        (f"/v1/feeds/{device.feed.hex()}/{1 << 32}/0", good, 404, "unknown_path"),
        (path + "0", bytes((1 << 20) + 1), 413, "too_large"),
    ]
    for where, body, status, error in cases:
        reply = Member(f"http://{member._http.host}:{member._http.port}", device).ask("PUT", where, body)
        assert (reply.status, reply.json["error"]) == (status, error)


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("GET", "/", b"", "unknown_path"),
        ("DELETE", "/v1/diff", b"", "unknown_path"),
        ("POST", "/v1/diff", b"\xff", "malformed"),
        ("GET", "/v1/wait?seconds=soon", b"", "malformed"),
        ("GET", "/v1/feeds/" + "0" * 32 + "/0?from=-1", b"", "malformed"),
        ("GET", "/v1/wait?" + "&".join(f"a{i}=1" for i in range(20)), b"", "malformed"),
    ],
)
def test_request_that_makes_no_sense_then_one_error_shape(member, method, path, body, error):
    reply = member.ask(method, path, body)
    assert (reply.json["error"], set(reply.json)) == (error, {"error", "rule", "do"})


def test_chunked_body_too_long_then_refused(member):
    headers = {
        CARD_HEADER: encode_header_value(member.card),
        REQUEST_HEADER: sign_request(
            member.device.sign, method="POST", path="/v1/diff", body=b"", moment_ms=member.relay_time()
        ),
    }
    connection = http.client.HTTPConnection(member._http.host, member._http.port)
    connection.request("POST", "/v1/diff", body=iter([bytes(1 << 19)] * 3), headers=headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_relay_then_quiet_and_gone_with_its_parent(tmp_path, capfd):
    with running_relay(tmp_path, ROOT.verify_key) as url:
        member = Member(url, Device(3).write(5))
        member.put(member.device.segment())
        member.ask("GET", "/nowhere")
        member.close()
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=1)


def test_relay_restarted_then_still_holds_everything(tmp_path):
    device = Device(4).write(10)
    for status in (201, 200):
        with running_relay(tmp_path, ROOT.verify_key) as url:
            member = Member(url, device)
            assert member.put(device.segment()).status == status
            member.close()


def test_stop_relay_that_hangs_then_killed(monkeypatch):
    monkeypatch.setattr(server_process, "STOP_SECONDS", 0.05)
    child = subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE)
    server_process.stop_relay(child)
    assert child.returncode == -9


def test_segments_are_encoded_alike_by_both_ends(member):
    segment = member.device.segment()
    assert encode_segment(segment) == member.device.bytes()
