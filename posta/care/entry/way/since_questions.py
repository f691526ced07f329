"""What happened since the last post: one question, at the next post, of somebody whose journey is known.

The colleague who asks writes it, sealed; that it was asked stands in the open chart, and the next trade asks no more.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from posta.care.entry.way.journey_questions import Sight, find_journey
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.clinical.journey import asked_in, is_asked_of
from posta.formkit.choices import NONE_CODE, Choice
from posta.formkit.language import current_language
from posta.mission.posts import find_post
from posta.terms.places import place_label
from posta.web.formatting import format_day
from posta.web.view_helpers import load_post_names

WHAT, PLACE, PERPETRATOR = "since_what", "since_place", "since_perp"


def find_last_post(sight: Sight) -> tuple[int, date] | None:
    """Return the post at which they were last and on which day, until a colleague here has asked about it."""
    for item in sight.items:
        if item.post != sight.actor.post.number:
            return item.post, sight.day_of(item)
        if any(_asks(name, answers) for name, answers in item.forms.items()):
            return None
    return None


def asks_since(sight: Sight) -> bool:
    """Return whether the page asks what happened since the last post instead of the journey and of harm."""
    travels = is_asked_of(str(sight.person.answers.get("pop_group") or ""))
    return travels and find_last_post(sight) is not None and find_journey(sight) is not None


def since_words(sight: Sight) -> str:
    """Return the question, with the last post and its day."""
    post, day = find_last_post(sight) or (0, sight.actor.today)
    named = {"post": load_post_names(sight.actor.node.cursor).get(post, ""), "day": format_day(day, sight.actor.today)}
    return _("Since %(post)s, %(day)s: did anything happen on the way?") % named


def list_likely_places(sight: Sight) -> tuple[Choice, ...]:
    """Return the municipalities of the chips: of the last post and of this one."""
    found = find_last_post(sight)
    posts = (find_post(sight.actor.node.cursor, found[0]) if found else None, sight.actor.post)
    codes = dict.fromkeys(one.municipality for one in posts if one is not None and one.municipality)
    return tuple(Choice(code, place_label(code, current_language())) for code in codes)


def tells_harm(answers: Mapping[str, object]) -> bool:
    """Return whether somebody said that something happened to them on the way."""
    codes = as_codes(answers.get(WHAT) or ())
    return bool(codes) and codes != (NONE_CODE,)


def _asks(name: str, answers: Mapping[str, object]) -> bool:
    """Return whether this form of an item has asked: it has the question, and where it says so by a mark, the mark."""
    form, mark = asked_in()
    return bool(answers.get(mark)) if name == form else any(one.name == WHAT for one in get_form(name).fields)
