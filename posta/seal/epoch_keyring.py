"""A keyring: the epochs that this device, and the people at work on it now, can open.

>>> ring = Keyring.of([Epoch(bytes(8), 2, "route", bytes(32))])
>>> ring.current(2, "route").id == bytes(8)
True
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from posta.seal.envelope import open_part, open_with_secret_key
from posta.seal.epochs import Epoch, blind_epoch
from posta.seal.errors import CannotOpen, NoKey


@dataclass(frozen=True, slots=True)
class Keyring:
    """Epochs by id, the newest of each compartment and network, and the public keys for deposits.

    Epochs are given oldest first; `publics` maps (compartment, network) to the public key of its newest epoch.
    """

    by_id: Mapping[bytes, Epoch] = field(repr=False)
    newest: Mapping[tuple[int, str], Epoch] = field(repr=False)
    blinded: tuple[Epoch, ...] = field(repr=False)
    publics: Mapping[tuple[int, str], bytes] = field(default_factory=dict, repr=False)
    pseudonym_secret: bytes | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        epochs: Iterable[Epoch],
        publics: Mapping[tuple[int, str], bytes] | None = None,
        pseudonym_secret: bytes | None = None,
    ) -> "Keyring":
        held = tuple(epochs)
        return cls(
            MappingProxyType({e.id: e for e in held if not e.blinded}),
            MappingProxyType({(e.compartment, e.network): e for e in held}),
            tuple(e for e in reversed(held) if e.blinded),
            MappingProxyType(dict(publics or {})),
            pseudonym_secret,
        )

    def plus(self, epochs: Iterable[Epoch]) -> "Keyring":
        """Return this keyring with what a person's session adds to it."""
        own = [*self.by_id.values(), *reversed(self.blinded), *epochs]
        return Keyring.of(own, self.publics, self.pseudonym_secret)

    def of_device(self) -> "Keyring":
        """Return this keyring without what a person's session added: only what the device opens by itself."""
        return Keyring.of(self.by_id.values(), self.publics, self.pseudonym_secret)

    def current(self, compartment: int, network: str) -> Epoch:
        """Return the epoch to seal with now. Raises NoKey."""
        epoch = self.newest.get((compartment, network))
        if epoch is None:
            raise NoKey
        return epoch

    def open(self, named: bytes, sealed: bytes, *, prefix: bytes, index: int) -> tuple[Epoch, bytes] | None:
        """Return the epoch and plain bytes of a part, or None if nobody here holds its key.

        Raises CannotOpen when the key is held and the bytes were altered.
        """
        aad = prefix + bytes((index,)) + named
        epoch = self.by_id.get(named)
        if epoch is not None:
            return epoch, open_part(sealed, epoch, aad=aad)
        for epoch in self.blinded:
            if blind_epoch(epoch.key, prefix, index) == named:
                return epoch, open_part(sealed, epoch, aad=aad)
        return self._open_deposit(sealed, aad)

    def _open_deposit(self, sealed: bytes, aad: bytes) -> tuple[Epoch, bytes] | None:
        for epoch in self.blinded:
            try:
                return epoch, open_with_secret_key(sealed, epoch, aad=aad)
            except CannotOpen:
                continue
        return None
