"""Who may use the relay: the card is read before the body, so that a stranger cannot make the relay hold a byte of
theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from posta.clock import Clock, unfinished_day
from posta.relay.errors import CardForbids, DeviceTurnedAway, NoCard
from posta.wire.membership import (
    CARD_HEADER,
    REQUEST_HEADER,
    WINDOW,
    Card,
    Permission,
    decode_header_value,
    verify_card,
    verify_request,
)


@dataclass(frozen=True, slots=True)
class CardCheck:
    """The rules of one mission's relay: its root key, its clock, the devices it refuses."""

    root_key: bytes
    clock: Clock
    find_order: Callable[[bytes], bytes | None]
    window_ms: int = WINDOW

    def read_card(self, headers: Mapping[str, str]) -> Card:
        """Return the membership of the device that asks. Raises NoCard, DeviceTurnedAway and what `verify_card` does."""
        if CARD_HEADER not in headers or REQUEST_HEADER not in headers:
            raise NoCard
        card = _verify(decode_header_value(headers[CARD_HEADER]), self.root_key, self.today())
        order = self.find_order(card.device)
        if order is not None:
            raise DeviceTurnedAway(order)
        return card

    def check_request(self, card: Card, headers: Mapping[str, str], *, method: str, path: str, body: bytes) -> None:
        """Check that the card's device made this request now. Raises what `verify_request` does."""
        verify_request(
            headers[REQUEST_HEADER],
            card.device,
            method=method,
            path=path,
            body=body,
            now_ms=self.clock.millis(),
            window_ms=self.window_ms,
        )

    def today(self) -> date:
        return unfinished_day(self.clock.now())


def check_permission(card: Card, may: Permission) -> None:
    """Check that the card allows this. Raises CardForbids."""
    if may not in card.may:
        raise CardForbids


@lru_cache(maxsize=1024)
def _verify(card: bytes, root_key: bytes, today: date) -> Card:
    return verify_card(card, root_key, today)
