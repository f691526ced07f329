"""Cards, requests and orders: a valid one is walked, and one thing broken at a time."""

from datetime import date

import pytest

from posta.wire import membership as m
from tests.conformance.feedmaker import Device
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, UNTIL, Signer, card_of

TODAY = date(2018, 11, 25)
DEVICE = Device(1)
CARD = card_of(DEVICE)
NOW = 1_543_104_000_000
ASK = {"method": "PUT", "path": "/v1/feeds/ab/0/0?x=1", "body": b"segment"}


def administrator(signer=ROOT, root=ROOT, until=UNTIL, key=ADMINISTRATOR):
    return m.issue_administrator(signer.sign, root_key=root.verify_key, administrator=key.verify_key, valid_until=until)


def card(by=ADMINISTRATOR, **changed):
    given = {"administrator": ADMINISTRATOR_CARD, "device": DEVICE.verify_key, "valid_until": UNTIL, **changed}
    return m.issue_card(by.sign, **given)


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_card_when_valid_then_says_which_device_until_when_and_what_it_may():
    read = m.verify_card(CARD, ROOT.verify_key, TODAY)
    assert read == m.Card(m.mission_of(ROOT.verify_key), DEVICE.verify_key, UNTIL, m.MEMBER, ADMINISTRATOR.verify_key)
    assert read.feed == DEVICE.feed
    assert m.decode_header_value(m.encode_header_value(CARD)) == CARD


def test_card_on_its_last_day_then_still_valid():
    m.verify_card(card(valid_until=TODAY), ROOT.verify_key, TODAY)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (b"", m.NotACard),
        (CARD + b"\0", m.NotACard),
        (b"PCd2" + CARD[4:], m.NotACard),
        (flipped(CARD, 5), m.OtherMission),
        (CARD[:52] + b"\xff\xff\xff\xff" + CARD[56:], m.NotACard),
        (CARD[:58] + b"PAc2" + CARD[62:], m.NotACard),
        (flipped(CARD, 58 + 6), m.OtherMission),
        (card(administrator=administrator(signer=Signer(9))), m.BadAdministratorSignature),
        (card(administrator=administrator(until=date(2018, 11, 24))), m.AdministratorExpired),
        (card(by=Signer(9)), m.BadCardSignature),
        (flipped(CARD, 57), m.BadCardSignature),
        (card(valid_until=date(2018, 11, 24)), m.CardExpired),
    ],
)
def test_card_when_one_rule_is_broken_then_that_rule_is_named(broken, error):
    with pytest.raises(error):
        m.verify_card(broken, ROOT.verify_key, TODAY)


def test_card_of_another_root_then_other_mission():
    with pytest.raises(m.OtherMission):
        m.verify_card(CARD, Signer(3).verify_key, TODAY)


def test_card_when_any_bit_is_flipped_then_refused():
    for at in range(len(CARD)):
        with pytest.raises((m.WireError, m.NotAllowed)):
            m.verify_card(flipped(CARD, at), ROOT.verify_key, TODAY)


@pytest.mark.parametrize("value", ["", "a", "%%", "é", "a b"])
def test_card_header_when_unreadable_then_not_a_card(value):
    with pytest.raises(m.NotACard):
        m.verify_card(m.decode_header_value(value), ROOT.verify_key, TODAY)


def test_request_when_signed_now_then_accepted_within_the_window():
    value = m.sign_request(DEVICE.sign, **ASK, moment_ms=NOW)
    for now in (NOW - m.WINDOW, NOW, NOW + m.WINDOW):
        m.verify_request(value, DEVICE.verify_key, **ASK, now_ms=now)
    m.verify_request(value, DEVICE.verify_key, **ASK, now_ms=NOW + 10 * m.WINDOW, window_ms=10 * m.WINDOW)


@pytest.mark.parametrize("now", [NOW - m.WINDOW - 1, NOW + m.WINDOW + 1])
def test_request_when_outside_the_window_then_out_of_time(now):
    with pytest.raises(m.RequestOutOfTime):
        m.verify_request(m.sign_request(DEVICE.sign, **ASK, moment_ms=NOW), DEVICE.verify_key, **ASK, now_ms=now)


@pytest.mark.parametrize("changed", [{"method": "GET"}, {"path": "/v1/feeds/ab/0/0"}, {"body": b"Segment"}])
def test_request_when_anything_differs_then_bad_signature(changed):
    value = m.sign_request(DEVICE.sign, **ASK, moment_ms=NOW)
    with pytest.raises(m.BadRequestSignature):
        m.verify_request(value, DEVICE.verify_key, **{**ASK, **changed}, now_ms=NOW)


def test_request_when_moment_or_device_differ_then_bad_signature():
    value = m.sign_request(DEVICE.sign, **ASK, moment_ms=NOW)
    with pytest.raises(m.BadRequestSignature):
        m.verify_request(value, Device(2).verify_key, **ASK, now_ms=NOW)
    with pytest.raises(m.BadRequestSignature):
        m.verify_request(f"{NOW + 1}{value[13:]}", DEVICE.verify_key, **ASK, now_ms=NOW)
    with pytest.raises(m.BadRequestSignature):
        m.verify_request(value[:-4], DEVICE.verify_key, **ASK, now_ms=NOW)


@pytest.mark.parametrize("value", ["", "soon.AAAA", "²." + "A" * 88, "-5.AAAA", "1" * 19 + ".AAAA", "15.%%%", "15.é"])
def test_request_when_malformed_then_not_a_request(value):
    with pytest.raises(m.NotARequest):
        m.verify_request(value, DEVICE.verify_key, **ASK, now_ms=15)


def order(by=ADMINISTRATOR, kind=m.OrderKind.ERASE, admin=ADMINISTRATOR_CARD):
    return m.issue_order(by.sign, kind=kind, administrator=admin, payload=b"these parts")


def test_order_when_valid_then_gives_its_payload():
    assert m.verify_order(order(), ROOT.verify_key, TODAY, kind=m.OrderKind.ERASE) == b"these parts"


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (order()[:150], m.NotAnOrder),
        (b"POr2" + order()[4:], m.NotAnOrder),
        (order(kind=m.OrderKind.REVOKE), m.NotAnOrder),
        (flipped(order(), 126), m.BadOrderSignature),
        (flipped(order(), -5 + len(order())), m.BadOrderSignature),
        (order(by=Signer(9)), m.BadOrderSignature),
        (order(by=Signer(9), admin=administrator(signer=Signer(9), key=Signer(9))), m.BadAdministratorSignature),
        (order(admin=administrator(until=date(2018, 1, 1))), m.AdministratorExpired),
    ],
)
def test_order_when_one_rule_is_broken_then_that_rule_is_named(broken, error):
    with pytest.raises(error):
        m.verify_order(broken, ROOT.verify_key, TODAY, kind=m.OrderKind.ERASE)


def test_no_name_in_a_card_then_its_size_is_fixed():
    assert len(CARD) == m.CARD_SIZE == 242
