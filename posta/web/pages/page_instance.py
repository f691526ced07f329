"""One opening of a page: by whom, when, its token, and the draft from which it was opened.

Every form that posts says so in hidden fields (the template tag `posting` writes them), and a page that is returned
with errors stays the same page:

    opened_by   the colleague who opened it: nobody else can sign it (`ownership`)
    token       the identity of the page: it acts once (`idempotency`), and its draft is kept under it (`drafts`)
    after       the draft that it replaces
    opened_at   since when it is on a screen
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from posta.formkit.field_names import AFTER, OPENED_AT, TOKEN
from posta.node.drafts import DraftPage

_TOKEN = re.compile(r"[0-9a-f]{16}")
_AFTER = re.compile(r"([0-9a-f]{16})?-([0-9]{1,15})")
_MILLIS = re.compile(r"[0-9]{1,15}")
PostedData = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, repr=False)
class PageInstance:
    """The hidden fields of a page; `at` is in milliseconds, 0 if unknown."""

    token: str
    after: str = ""
    at: int = 0


def new_token() -> str:
    """Return a token for one page."""
    return secrets.token_hex(8)


def get_token(raw: PostedData) -> str:
    """Return the token of the posted page, empty if it carried none.

    >>> get_token({"token": ["8f3a09c2d1e4b576"]}), get_token({"token": ["x"]})
    ('8f3a09c2d1e4b576', '')
    """
    return _matching_value(raw, TOKEN, _TOKEN)


def get_draft_page(raw: PostedData) -> DraftPage:
    """Return the page that was posted, for its draft."""
    found = _AFTER.fullmatch(_matching_value(raw, AFTER, _AFTER))
    return DraftPage(get_token(raw), found[1] or "", int(found[2])) if found else DraftPage(get_token(raw))


def get_opened_at(raw: PostedData) -> int:
    """Return since when the posted page was on a screen, 0 if it did not say."""
    return int(_matching_value(raw, OPENED_AT, _MILLIS) or 0)


def continue_page(raw: PostedData, now: int) -> PageInstance:
    """Return the opening of a page: the same one if it is returned, otherwise a new one."""
    after = _matching_value(raw, AFTER, _AFTER)
    return PageInstance(get_token(raw) or new_token(), after, get_opened_at(raw) or now)


def _matching_value(raw: PostedData, name: str, shape: re.Pattern[str]) -> str:
    given = "".join(raw.get(name, ())[:1])
    return given if shape.fullmatch(given) else ""
