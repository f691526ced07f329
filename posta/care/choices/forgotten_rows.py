"""Who was forgotten, without a name: when, how many computers confirmed it, and which have not yet."""

from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.acts.mission.relay_erasure import list_erased_at_relay
from posta.ledger.erasures import list_orders
from posta.mission.posts import list_devices
from posta.web.formatting import format_day, to_local_day


@dataclass(frozen=True, slots=True, repr=False)
class ForgottenRow:
    """One order to forget: its short number, its day, and the labels of the computers that did not confirm it yet.

    `relay` is the day on which the relay obeyed, empty before.
    """

    number: str
    day: str
    confirmed: int
    computers: int
    missing: tuple[str, ...]
    relay: str


def present_forgotten(actor: Actor) -> tuple[ForgottenRow, ...]:
    """Return the orders to forget, newest first; computers that were declared lost are not waited for."""
    orders = list_orders(actor.node.cursor)
    devices = [one for one in list_devices(actor.node.cursor) if one.revoked is None] if orders else []
    erased = list_erased_at_relay(actor.node) if orders else {}
    return tuple(
        ForgottenRow(
            one.id.hex()[:8],
            _day(actor, one.hlc),
            sum(device.feed in one.confirmed for device in devices),
            len(devices),
            tuple(device.label for device in devices if device.feed not in one.confirmed),
            _day(actor, erased[one.id]) if one.id in erased else "",
        )
        for one in orders
    )


def _day(actor: Actor, hlc: int) -> str:
    return format_day(to_local_day(actor, hlc >> 16), actor.today)
