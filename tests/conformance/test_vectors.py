"""Frozen bytes: what was written once is read for ever, and what was refused once is refused under the same name."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pyrage
import pytest

from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import decode_part, read_act, read_forms
from posta.catalog.kinds import KINDS
from posta.feed import errors as feed_errors
from posta.feed.canonical import decode_header, encode_header, hash_entry
from posta.feed.chain import validate_next
from posta.feed.entry import Head
from posta.feed.sign import head_message, verify_head
from posta.ids import FeedId
from posta.seal import errors as seal_errors
from posta.seal.envelope import open_part, open_with_secret_key
from posta.seal.epochs import Epoch
from posta.wire import errors as wire_errors
from posta.wire import membership
from posta.wire.address import decode_segment, encode_segment, verify_segment
from posta.wire.bundle import to_age_identity
from tests.conformance import freeze_vectors
from tests.conformance.feedmaker import head_after

FOLDER = Path(__file__).parent / "vectors"
TODAY = date(2018, 11, 25)


def vectors(name):
    rows = json.loads((FOLDER / f"{name}.json").read_text())
    return [pytest.param(row, id=f"{n}-{row.get('error') or 'good'}") for n, row in enumerate(rows)]


def raw(row, *names):
    return [bytes.fromhex(row[name]) for name in names]


def error_named(name):
    rooms = (feed_errors, wire_errors, seal_errors, membership)
    return next(getattr(room, name) for room in rooms if hasattr(room, name))


@pytest.mark.parametrize("row", vectors("headers"))
def test_header(row):
    data = bytes.fromhex(row["header"])
    if "error" in row:
        with pytest.raises(error_named(row["error"])):
            decode_header(data)
        return
    header = decode_header(data)
    assert encode_header(header) == data
    assert hash_entry(header.previous, data).hex() == row["hash"]
    told = freeze_vectors._told(data)
    assert told == {name: row[name] for name in told}


@pytest.mark.parametrize("row", vectors("chains"))
def test_chain(row):
    before, after = (decode_header(data) for data in raw(row, "before", "next"))
    if row["error"]:
        with pytest.raises(error_named(row["error"])):
            validate_next(before, head_after(before), after)
    else:
        validate_next(before, head_after(before), after)


@pytest.mark.parametrize("row", vectors("heads"))
def test_head_signature(row):
    key, feed, digest, signature, message = raw(row, "verify_key", "feed", "hash", "signature", "message")
    head = Head(FeedId(feed), row["incarnation"], row["sequence"], digest)
    if row["error"]:
        with pytest.raises(error_named(row["error"])):
            verify_head(head, key, signature)
    else:
        verify_head(head, key, signature)
        assert head_message(head) == message


@pytest.mark.parametrize("row", vectors("segments"))
def test_segment(row):
    data = bytes.fromhex(row["segment"])
    if "error" in row:
        with pytest.raises(error_named(row["error"])):
            verify_segment(decode_segment(data))
        return
    segment = decode_segment(data)
    verify_segment(segment)
    assert (segment.feed.hex(), segment.first) == (row["feed"], row["first"])
    assert [entry.hash.hex() for entry in segment.entries] == row["hashes"]
    assert encode_segment(segment) == data


@pytest.mark.parametrize("row", [*vectors("parts"), *vectors("packed_parts")])
def test_sealed_part(row):
    key, epoch_id, aad, sealed = raw(row, "key", "epoch", "aad", "sealed")
    epoch = Epoch(epoch_id, 2, "route", key)
    unseal = open_part if row["how"] == "sealed" else open_with_secret_key
    if "error" in row:
        with pytest.raises(error_named(row["error"])):
            unseal(sealed, epoch, aad=aad)
    else:
        assert unseal(sealed, epoch, aad=aad).hex() == row["plain"]


@pytest.mark.parametrize("row", vectors("cards"))
def test_card_request_order(row):
    if "request" in row:
        asked = {"method": row["method"], "path": row["path"], "body": bytes.fromhex(row["body"])}
        membership.verify_request(row["request"], bytes.fromhex(row["device"]), **asked, now_ms=row["now"])
    elif "order" in row:
        order, root = raw(row, "order", "root")
        assert membership.verify_order(order, root, TODAY, kind=membership.OrderKind.ERASE).hex() == row["payload"]
    elif row["error"]:
        with pytest.raises(error_named(row["error"])):
            membership.verify_card(*raw(row, "card", "root"), TODAY)
    else:
        membership.verify_card(*raw(row, "card", "root"), TODAY)


@pytest.mark.parametrize("row", vectors("age_keys"))
def test_age_keys(row):
    identity = to_age_identity(bytes.fromhex(row["secret"]))
    assert identity == row["identity"]
    assert str(pyrage.x25519.Identity.from_str(identity).to_public()) == row["recipient"]


@pytest.mark.parametrize("row", vectors("acts"))
def test_act(row):
    act = read_act(decode_part(Compartment[row.get("compartment", "admin").upper()], bytes.fromhex(row["plain"])))
    assert {name: in_hex(getattr(act, name)) for name in row["act"]} == row["act"]


@pytest.mark.parametrize("row", vectors("assertions"))
def test_assertion(row):
    body = read_forms(decode_part(Compartment.CARE, bytes.fromhex(row["plain"])))
    fields, about = body[1], body.get(0, {})
    assert sorted(fields) == row["fields"]
    assert sorted(number for number, value in fields.items() if value is None) == row["emptied"]
    assert [one.hex() for one in about.get(0, ())] == row["seen"]
    assert sorted(about.get(1, ())) == row["removed"]


@pytest.mark.parametrize("row", vectors("posts"))
def test_posts_of_a_founding(row):
    act = read_act(decode_part(Compartment.ADMIN, bytes.fromhex(row["plain"])))
    assert [post.zone for post in act.posts] == row["zones"]


@pytest.mark.parametrize("row", vectors("places"))
def test_order_about_a_place(row):
    opened = decode_part(Compartment.ADMIN, bytes.fromhex(row["plain"]))
    act = read_act(opened)
    assert KINDS[opened.kind].name == row["what"]
    assert freeze_vectors._in_hex(msgspec.to_builtins(act, builtin_types=(bytes,))) == row["act"]


@pytest.mark.parametrize("row", vectors("choices"))
def test_choice(row):
    act = read_act(decode_part(Compartment[row["compartment"].upper()], bytes.fromhex(row["plain"])))
    assert freeze_vectors._in_hex(msgspec.to_builtins(act, builtin_types=(bytes,))) == row["act"]


def in_hex(value):
    """A value of an act as JSON has it."""
    if isinstance(value, tuple):
        return [in_hex(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value


@pytest.mark.parametrize(
    "name",
    ["headers", "chains", "heads", "segments", "cards", "age_keys", "acts", "assertions", "posts", "places", "choices"],
)
def test_frozen_vectors_then_still_written_alike(name):
    """Parts are left out: another zstd may compress otherwise, and then old bytes must only open."""
    assert freeze_vectors.MAKERS[name]() == json.loads((FOLDER / f"{name}.json").read_text())


def test_freezing_again_then_changes_nothing_and_refuses_a_difference(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(freeze_vectors, "FOLDER", tmp_path)
    assert freeze_vectors.main() == 0
    assert freeze_vectors.main() == 0
    path = tmp_path / "heads.json"
    path.write_text(path.read_text().replace('"sequence": 2', '"sequence": 1'))
    assert freeze_vectors.main() == 1
    assert "heads.json" in capsys.readouterr().err
