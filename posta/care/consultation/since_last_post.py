"""What happened since the last post, on the page of the consultation: it takes the place of the question about harm.

So "nothing" is one tap; that question stays behind a fold, for who comes with what was told before. Those who were hurt
are asked where, by whom, and what is asked after any harm.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from posta.care.consultation.patient_context import PatientContext
from posta.care.entry.way.since_questions import WHAT, asks_since, since_words
from posta.catalog.errors import Problem
from posta.catalog.language.condition import as_codes
from posta.formkit.choices import NONE_CODE
from posta.formkit.render.field_views import FieldView

HARM, AFTER_HARM = "violence_link", ("harm_when", "harm_safe", "harm_talk")
YES, UNKNOWN = "y", "u"
SOMETHING: dict[str, object] = {
    "and": [{"field": WHAT, "op": "notempty"}, {"not": {"field": WHAT, "op": "has", "value": NONE_CODE}}]
}


def complete_harm(sight: PatientContext, opd: dict[str, object]) -> tuple[Problem, ...]:
    """Add whether the visit has to do with violence where the page asks what happened since; that must be answered.

    Harm on the way answers it. "Nothing" does not: whether today's problem has to do with violence was not asked, and
    only an answer to that question says no.
    """
    if HARM in opd:
        return ()
    codes = as_codes(opd.get(WHAT) or ())
    if codes:
        opd[HARM] = UNKNOWN if codes == (NONE_CODE,) else YES
        return ()
    if not asks_since(sight):
        return ()
    opd[HARM] = UNKNOWN  # nothing is written while the question itself lacks an answer, and it is reported once
    return (Problem(f"opd.{WHAT}", "required"),)


def arrange_since(sight: PatientContext, fields: Mapping[str, FieldView]) -> dict[str, FieldView]:
    """Return the questions as the page shows them where it asks what happened since the last post; else none."""
    if not asks_since(sight):
        return {}
    either = json.dumps({"or": [SOMETHING, {"field": HARM, "op": "eq", "value": YES}]})
    harmed = {name: replace(fields[name], when=either) for name in AFTER_HARM}
    asked = replace(
        fields[WHAT],
        label=since_words(sight),
        needed=True,
        expected=True,
        hint=_("The answer is kept sealed, apart from this visit."),
    )
    more = replace(fields[HARM], label=_("Has today's problem to do with violence?"), needed=False, expected=False)
    return {**harmed, WHAT: asked, HARM: more}
