"""What happened since the last post: one question, at the next post, of somebody whose journey is known.

It takes the place of the question about harm, so that "nothing" is one tap; that question stays behind a fold, for who
comes with what was told before. Those who were hurt are asked where, by whom, and what is asked after any harm.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from posta.care.consultation.journey_section import find_journey
from posta.care.consultation.patient_context import PatientContext
from posta.catalog.errors import Problem
from posta.catalog.language.condition import as_codes
from posta.clinical.journey import is_asked_of
from posta.formkit.choices import NONE_CODE, Choice
from posta.formkit.language import current_language
from posta.formkit.render.field_views import FieldView
from posta.mission.posts import find_post
from posta.terms.places import place_label
from posta.web.formatting import format_day
from posta.web.view_helpers import load_post_names

WHAT, PLACE, PERPETRATOR = "since_what", "since_place", "since_perp"
HARM, AFTER_HARM = "violence_link", ("harm_when", "harm_safe", "harm_talk")
YES, NO, UNKNOWN = "y", "n", "u"
SOMETHING: dict[str, object] = {
    "and": [{"field": WHAT, "op": "notempty"}, {"not": {"field": WHAT, "op": "has", "value": NONE_CODE}}]
}


def find_last_post(sight: PatientContext) -> tuple[int, date] | None:
    """Return the post at which they were last and on which day, until a consultation here has asked about it."""
    for item in sight.items:
        if item.post != sight.actor.post.number:
            return item.post, sight.day_of(item)
        if item.forms.get("opd"):
            return None
    return None


def asks_since(sight: PatientContext) -> bool:
    """Return whether the page asks what happened since the last post instead of the journey and of harm."""
    travels = is_asked_of(str(sight.person.answers.get("pop_group") or ""))
    return travels and find_last_post(sight) is not None and find_journey(sight) is not None


def complete_harm(sight: PatientContext, opd: dict[str, object]) -> tuple[Problem, ...]:
    """Add whether the visit has to do with violence where the page asks what happened since; that must be answered."""
    if HARM in opd:
        return ()
    codes = as_codes(opd.get(WHAT) or ())
    if codes:
        opd[HARM] = NO if codes == (NONE_CODE,) else YES
        return ()
    if not asks_since(sight):
        return ()
    opd[HARM] = UNKNOWN  # nothing is written while the question itself lacks an answer, and it is reported once
    return (Problem(f"opd.{WHAT}", "required"),)


def list_likely_places(sight: PatientContext) -> tuple[Choice, ...]:
    """Return the municipalities of the chips: of the last post and of this one."""
    found = find_last_post(sight)
    posts = (find_post(sight.actor.node.cursor, found[0]) if found else None, sight.actor.post)
    codes = dict.fromkeys(one.municipality for one in posts if one is not None and one.municipality)
    return tuple(Choice(code, place_label(code, current_language())) for code in codes)


def arrange_since(sight: PatientContext, fields: Mapping[str, FieldView]) -> dict[str, FieldView]:
    """Return the questions as the page shows them where it asks what happened since the last post; else none."""
    found = find_last_post(sight)
    if found is None or not asks_since(sight):
        return {}
    post, day = found
    named = {"post": load_post_names(sight.actor.node.cursor).get(post, ""), "day": format_day(day, sight.actor.today)}
    label = _("Since %(post)s, %(day)s: did anything happen on the way?") % named
    either = json.dumps({"or": [SOMETHING, {"field": HARM, "op": "eq", "value": YES}]})
    harmed = {name: replace(fields[name], when=either) for name in AFTER_HARM}
    asked = replace(
        fields[WHAT],
        label=label,
        needed=True,
        expected=True,
        hint=_("The answer is kept sealed, apart from this visit."),
    )
    more = replace(fields[HARM], label=_("Has today's problem to do with violence?"), needed=False, expected=False)
    return {**harmed, WHAT: asked, HARM: more}
