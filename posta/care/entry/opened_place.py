"""The place where a page was opened: who signs it after saying that they are elsewhere is asked once before it counts there.

A draft begun at one place and finished at the next one would otherwise count where nobody was seen.
"""

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog.errors import Problem
from posta.formkit.field_names import OPENED_PLACE, FormData, get_values
from posta.web.view_helpers import read_number


def read_opened_place(actor: Actor, raw: FormData) -> int:
    """Return the number of the place where a page was opened: the one that it posts, else where the colleague is now."""
    posted = read_number(next(iter(get_values(raw, OPENED_PLACE)), ""), 16)
    return actor.post.number if posted is None else posted


def place_doubts(actor: Actor, raw: FormData, form: str) -> list[Problem]:
    """Return the question whether a page that was opened at another place of this computer counts here."""
    number = read_opened_place(actor, raw)
    before = actor.find_post(number) if number != actor.post.number and actor.serves(number) else None
    if before is None:
        return []
    words = _(
        "This page was opened at %(before)s. Signed now, it counts at %(here)s; to count it there, change the place first."
    ) % {"before": before.name, "here": actor.post.name}
    return [Problem(f"{form}.", words.replace("%", "%%"))]
