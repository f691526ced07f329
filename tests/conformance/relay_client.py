"""A member asking a relay, as plainly as possible: standard library only, so that the relay is tested from outside."""

import http.client
import json
from datetime import date
from typing import Any, NamedTuple

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from posta.wire.address import Segment, encode_segment
from posta.wire.membership import (
    CARD_HEADER,
    MEMBER,
    REQUEST_HEADER,
    Permission,
    encode_header_value,
    issue_administrator,
    issue_card,
    sign_request,
)
from tests.conformance.feedmaker import Device

UNTIL = date(2099, 12, 31)


class Signer:
    """A key made from one byte."""

    def __init__(self, number: int) -> None:
        self.verify_key, self._secret = crypto_sign_seed_keypair(bytes([number]) * 32)

    def sign(self, message: bytes) -> bytes:
        return crypto_sign(message, self._secret)[:64]


ROOT = Signer(200)
ADMINISTRATOR = Signer(201)
ADMINISTRATOR_CARD = issue_administrator(
    ROOT.sign, root_key=ROOT.verify_key, administrator=ADMINISTRATOR.verify_key, valid_until=UNTIL
)


def card_of(device: Device, may: Permission = MEMBER, until: date = UNTIL) -> bytes:
    return issue_card(
        ADMINISTRATOR.sign, administrator=ADMINISTRATOR_CARD, device=device.verify_key, valid_until=until, may=may
    )


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Member:
    """A device with its card and one connection."""

    def __init__(self, url: str, device: Device, *, card: bytes | None = None, moment_ms: int = 0) -> None:
        self.device, self.card, self.moment_ms = device, card or card_of(device), moment_ms
        self._http = http.client.HTTPConnection(url.removeprefix("http://"), timeout=70)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        moment = self.moment_ms or self.relay_time()
        signed = sign_request(self.device.sign, method=method, path=path, body=body, moment_ms=moment)
        return self.send(
            method, path, body, headers or {CARD_HEADER: encode_header_value(self.card), REQUEST_HEADER: signed}
        )

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        self._http.request(method, path, body=body, headers=headers)
        answer = self._http.getresponse()
        return Reply(answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()})

    def relay_time(self) -> int:
        self.moment_ms = int(self.send("GET", "/v1/time", b"", {}).json["time"])
        return self.moment_ms

    def put(self, segment: Segment) -> Reply:
        path = f"/v1/feeds/{segment.feed.hex()}/{segment.incarnation}/{segment.first}"
        return self.ask("PUT", path, encode_segment(segment))

    def close(self) -> None:
        self._http.close()


def cut_apart(body: bytes) -> list[bytes]:
    """The segments of an answer."""
    found, at = [], 0
    while at < len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        found.append(body[at + 4 : at + 4 + size])
        at += 4 + size
    return found
