"""Orders to erase at the relay, as the computer keeps them where an administrator signed them.

The log cannot carry them: the relay is blind to it, and an order is larger than an act may be. So the state of each is local,
in one small setting that every round reads; the signed bytes stand apart and are read when they are brought.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from posta.errors import Reason, read_reason
from posta.ids import EntryId
from posta.node.settings import get_setting, put_setting

SETTING = "order.erase"


@dataclass(frozen=True, slots=True, repr=False)
class RelayErasure:
    """An order to erase that was signed here: how many entries the order to forget names, and of how many it names the parts.

    `taken` is when the relay at `url` obeyed it (ms), 0 before; `trouble` why a relay refused it, as JSON.
    """

    named: int
    held: int
    taken: int = 0
    url: str = ""
    trouble: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether it names the parts of all entries that are to be forgotten."""
        return self.held == self.named

    @property
    def refusal(self) -> Reason | None:
        """Return why a relay refused it, if one did."""
        return read_reason(self.trouble) if self.trouble else None


def load_relay_erasures() -> dict[EntryId, RelayErasure]:
    """Return the orders that were signed here, by the order to forget that each follows."""
    kept = get_setting(SETTING, {})
    return {EntryId(bytes.fromhex(code)): RelayErasure(**state) for code, state in kept.items()}


def put_relay_erasures(changed: Mapping[EntryId, RelayErasure]) -> None:
    """Keep the state of these orders, beside that of the others."""
    put_setting(SETTING, {**get_setting(SETTING, {}), **{key.hex(): asdict(one) for key, one in changed.items()}})


def put_signed_order(order: EntryId, signed: bytes) -> None:
    """Keep the bytes of a signed order; those of an earlier one for the same forgetting go."""
    put_setting(f"{SETTING}.{order.hex()}", signed.hex())


def load_signed_order(order: EntryId) -> bytes:
    """Return the bytes of an order that was signed here."""
    return bytes.fromhex(str(get_setting(f"{SETTING}.{order.hex()}", "")))
