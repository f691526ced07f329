"""The root of every error Posta raises on purpose, its four branches, and the reasons that are kept of them.

An error carries a code and parameters. Its class declares the English sentence of each code; the screens translate that
sentence and fill it with the parameters, and nobody reads a sentence back. A sentence says what happened, which rule, and
what to do. Neither it nor a parameter holds a name, clinical text, or an id longer than eight characters, because messages
end up on shared screens and in logs.

>>> class TooMany(NotAllowed):
...     sentence = "At most %(limit)d may be here; remove one first."
>>> error = TooMany(limit=16)
>>> error.code, error.params, str(error)
('too_many', {'limit': 16}, 'At most 16 may be here; remove one first.')
"""

import json
import re
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

_SENTENCES: dict[str, str] = {}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def gettext_noop(sentence: str) -> str:
    """Return a sentence as it is: the name marks it for the message catalogues, which these rooms do not read."""
    return sentence


_UNKNOWN = gettext_noop("It could not be applied; it is kept and tried again later.")


class Reason(NamedTuple):
    """Why something was refused or set aside, as it is kept: a code, and what fills the blanks of its sentence."""

    code: str
    params: Mapping[str, object] = {}

    @property
    def sentence(self) -> str:
        """Return the English sentence with its blanks; general words if only another version knows the code."""
        return _SENTENCES.get(self.code, _UNKNOWN)

    def __str__(self) -> str:
        """Return the English sentence, for logs and the command line."""
        return _fill(self.sentence, self.params)

    def to_json(self) -> str:
        """Return the reason as a line of JSON; equal reasons give equal lines."""
        return json.dumps([self.code, dict(self.params)], sort_keys=True, ensure_ascii=False, default=str)


UNKNOWN_REASON = Reason("unknown")


def read_reason(kept: object) -> Reason:
    """Return a reason from its JSON, or from the list it holds; `UNKNOWN_REASON` for what an older version kept."""
    if isinstance(kept, str):
        try:
            kept = json.loads(kept)
        except ValueError:
            return UNKNOWN_REASON
    match kept:
        case [str() as code, dict() as params]:
            return Reason(code, params)
    return UNKNOWN_REASON


class PostaError(Exception):
    """Something Posta refuses or cannot do.

    A class with one sentence declares `sentence`, and its code is its own name in small letters; a class with several
    declares `sentences` by code. A code is unique in the program.
    """

    sentence: str = ""
    sentences: ClassVar[Mapping[str, str]] = {}
    code: str = ""

    def __init_subclass__(cls, **named: object) -> None:
        super().__init_subclass__(**named)
        if "sentence" in vars(cls):
            cls.code = _CAPITAL.sub("_", cls.__name__).lower()
            cls.sentences = {cls.code: cls.sentence}
        elif "sentences" in vars(cls):
            cls.code = ""
        for code, sentence in vars(cls).get("sentences", {}).items():
            if _SENTENCES.setdefault(code, sentence) != sentence:
                raise TypeError(f"two sentences have the code {code}")

    def __init__(self, code: str = "", /, **params: object) -> None:
        self.code = code or type(self).code
        self.params: Mapping[str, object] = params
        self.sentence = _SENTENCES.get(self.code, self.code)
        super().__init__(self.code)

    def __str__(self) -> str:
        """Return the English sentence, for logs and the command line."""
        return _fill(self.sentence, self.params)

    @property
    def reason(self) -> Reason:
        """Return what is kept of the error."""
        return Reason(self.code, self.params)


def _fill(sentence: str, params: Mapping[str, object]) -> str:
    return sentence % params if params else sentence


class InvalidData(PostaError):
    """The bytes or values received break a rule; repeating the same call cannot help."""


class NotAllowed(PostaError):
    """The person, device or role may not do this; the message says which rule."""


class TemporarilyUnavailable(PostaError):
    """The state does not allow it at this moment; trying again later may."""


class StorageError(PostaError):
    """Storage failed (full, read-only, damaged); nothing was half-saved."""
