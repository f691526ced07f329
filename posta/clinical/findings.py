"""What a clinical rule says of one record: a code, parameters, and how much it asks of the clinician."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType


class Severity(IntEnum):
    """How much a finding asks; higher asks more."""

    NOTE = 1  # shown beside the answer, never in the way
    ASK = 2  # signing asks once; "yes" is enough
    ASK_REASON = 3  # signing asks for a written reason


def _empty() -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one rule; `path` names the answer it belongs to, `params` fill the sentence made at the screen."""

    code: str
    severity: Severity
    path: str = ""
    params: Mapping[str, object] = field(default_factory=_empty)

    def __post_init__(self) -> None:
        if not self.code or not self.code.replace("_", "").isalnum():
            raise ValueError("A finding needs a code of letters, digits and underscores.")
