"""What a clinical rule says of one record: a code, parameters, and how much it asks of the clinician."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import IntEnum
from types import MappingProxyType


class Severity(IntEnum):
    """How much a finding asks; higher asks more."""

    NOTE = 1  # shown beside the answer, never in the way
    ASK = 2  # signing asks once; "yes" is enough
    ASK_REASON = 3  # signing asks for a written reason


def _empty() -> Mapping[str, object]:
    return MappingProxyType({})


def _spell(value: object) -> object:
    """Return what a parameter holds, the same for equal ones: a value of ours shows nothing of itself."""
    if is_dataclass(value):
        return tuple(_spell(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, tuple | list | set | frozenset):
        return tuple(map(_spell, sorted(value, key=str) if isinstance(value, set | frozenset) else value))
    return str(value)


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One result of one rule; `path` names the answer it belongs to, `params` fill the sentence made at the screen."""

    code: str
    severity: Severity
    path: str = ""
    params: Mapping[str, object] = field(default_factory=_empty)

    def __post_init__(self) -> None:
        if not self.code or not self.code.replace("_", "").isalnum():
            raise ValueError("A finding needs a code of letters, digits and underscores.")

    @property
    def rule(self) -> str:
        """Return the code under the name that the problems of a form have."""
        return self.code

    @property
    def name(self) -> str:
        """Return the name by which it is confirmed: a finding that says more than the one confirmed has another name."""
        params = repr(sorted((key, _spell(value)) for key, value in self.params.items())).encode()
        params_hash = f":{hashlib.blake2b(params, digest_size=4).hexdigest()}" if self.params else ""
        return f"{self.path}:{self.code}{params_hash}"

    @property
    def asks(self) -> bool:
        """Return whether signing stops for it until it is confirmed."""
        return self.severity >= Severity.ASK
