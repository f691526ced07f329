"""Signing once: a page carries a token, and what was signed with it is not signed again.

Back, a double tap, or a page sent again after a crash brings the same token. The spent ones are noted in the transaction
of the act itself, and its draft is put to rest with it: both happen, or neither.
"""

import secrets
from collections.abc import Callable

from posta.acts.duty import Duty
from posta.care.drafting import rest
from posta.care.fields.names import Raw
from posta.care.posted import content_of
from posta.ids import EntryId
from posta.node.settings import get_setting, put_setting

SPENT = "care.tokens.spent"
REMEMBERED = 200


def new_token() -> str:
    """A token for one signature."""
    return secrets.token_hex(8)


def sign_once(duty: Duty, raw: Raw, key: str, record: Callable[[], EntryId]) -> EntryId | None:
    """The entry that was recorded, or None when the token of this page has signed before; what was typed rests."""
    token = "".join(raw.get("token", ())[:1])
    with duty.desk.transaction():
        known = get_setting(SPENT, [])
        spent = list(known) if isinstance(known, list) else []
        if token and token in spent:
            return None
        entry = record()
        put_setting(SPENT, [*spent[1 - REMEMBERED :], token])
        rest(duty, key, entry, content_of(raw))
    return entry
