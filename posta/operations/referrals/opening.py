"""What a form of referral says that others need to act on: where to, why, how urgent, and whether it is sealed.

A destination is a code: `post:7` is the post with that number, any other a partner of the directory or words that
somebody typed. A place that was added in the field has a number of up to sixteen digits.

>>> find_post_number("post:7"), find_post_number("post:9007199254740991"), find_post_number("hospital_tenosique")
(7, 9007199254740991, None)
>>> find_post_number("post:9007199254740992"), write_post_code(7)
(None, 'post:7')
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from posta.catalog.bounds import LAST_POST
from posta.catalog.language.form import Form, list_forms

AGGREGATE = "referral"
POST_PREFIX = "post:"
TO_A_POST = "posta"  # of a destination: another post of the mission
ACTS_OF_STATUS: Mapping[str, tuple[str, ...]] = {
    "proposed": (),
    "accepted": (),  # by the person
    "refused": ("cancel",),
    "sent": ("send",),
    "received": ("send", "attend"),
    "completed": ("send", "attend", "finish"),
    "notaccepted": ("send", "decline"),
    "lost": ("send", "expire"),
}
"""The acts that a form says by its status: a colleague may write down at once what came of a referral."""


class OpeningAnswers(NamedTuple):
    """The answers of a form that its referral is known by; of a sealed one only the urgency and the status."""

    to_type: str
    to_code: str
    reason: str
    urgency: str
    status: str

    def __repr__(self) -> str:
        """Return no content: it would land in logs."""
        return object.__repr__(self)

    @property
    def is_sealed(self) -> bool:
        """Return whether the destination and the reason are not among the answers."""
        return not self.reason


@cache
def get_opening_form() -> Form:
    """Return the form that opens a referral."""
    return next(form for form in list_forms() if form.service.opens == AGGREGATE)


def read_opening(answers: Mapping[str, object]) -> OpeningAnswers:
    """Return what the answers of a form say; a missing answer is empty."""
    return OpeningAnswers(
        *(str(answers.get(name) or "") for name in ("to_type", "to_name", "reason", "urgency", "status"))
    )


def write_post_code(number: int) -> str:
    """Return the code of a post as a destination."""
    return f"{POST_PREFIX}{number}"


def find_post_number(code: str) -> int | None:
    """Return the number of the post that a destination names, None for any other destination."""
    number = code.removeprefix(POST_PREFIX)
    known = code.startswith(POST_PREFIX) and number.isascii() and number.isdecimal() and len(number) <= 16
    return int(number) if known and int(number) <= LAST_POST else None
