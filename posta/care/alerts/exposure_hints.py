"""Says how long the windows of care after sexual violence last, with both bounds; it never guesses a no.

A window that is over or not sure is for the clinician to decide; what is offered all the same stands there too.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.clinical.computed import build_patient
from posta.clinical.dangers import exposure
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.formkit.render.field_views import FormView


def add_exposure_hints(shown: FormView, context: FormContext, answers: Mapping[str, object]) -> FormView:
    """Return the form after sexual violence with its clock beside the windows; other forms are returned unchanged."""
    if shown.name != exposure.FORM:
        return shown
    passed = exposure.since(
        answers.get("sv_dt"), answers.get("sv_dt_precision"), context.visit_moment, context.zone
    )  # fmt: skip
    types = frozenset(as_codes(answers.get("sv_type") or ()))
    others = frozenset(as_codes(answers.get("exposure") or ())) - {"none"}
    patient = build_patient(context)
    pep = exposure.pep(passed, types | others, answers.get("hiv_base"))
    contraception = exposure.emergency_contraception(passed, types, answers.get("preg_test"), patient)
    if not types | others:
        pep = contraception = exposure.NO  # nothing was said yet: nothing is said of it
    hints = {
        "interval": _passed_words(passed),
        "pep_elig": window_words("pep", pep, passed, can_be_pregnant=patient.sex != "m"),
        "ec_elig": window_words("ec", contraception, passed, can_be_pregnant=True),
    }
    return replace(shown, fields=tuple(
        replace(one, hint=" · ".join(filter(None, (one.hint, hints.get(one.name, ""))))) for one in shown.fields
    ))  # fmt: skip


def window_words(what: str, offered: str, passed: exposure.Since | None, *, can_be_pregnant: bool) -> str:
    """Return the sentence beside one window, for a code of `exposure`; `what` is pep or ec."""
    hours = exposure.window_hours(what)
    if offered == exposure.YES and passed is not None:
        if passed.at_most > hours:
            words, left = (
                _("It may still be within %(hours)s h: offer it now. At most %(left)s left."),
                passed.left(hours),
            )
        elif passed.is_exact:
            words, left = _("Within %(hours)s h: offer it now. %(left)s left."), passed.left(hours)
        else:
            words, left = _("Within %(hours)s h: offer it now. At least %(left)s left."), hours - passed.at_most
        return words % {"hours": hours, "left": _hours_words(left)}
    if offered == exposure.LATE:
        words = _("Out of time (more than %(hours)s h): decide.") % {"hours": hours}
    elif offered in (exposure.DECIDE, exposure.UNKNOWN):
        words = _("Not sure whether it is within %(hours)s h, or whether there was an exposure: decide.") % {
            "hours": hours
        }
    else:
        return ""
    return f"{words} {_still_offered(what, can_be_pregnant)}".strip()


def _passed_words(passed: exposure.Since | None) -> str:
    if passed is None:
        return ""
    if passed.is_exact:
        return _("%(hours)s since then.") % {"hours": _hours_words(passed.at_least)}
    bounds = {"least": format_number(round(passed.at_least)), "most": format_number(round(passed.at_most))}
    return _("Between %(least)s and %(most)s h since then.") % bounds


def _hours_words(hours: float) -> str:
    """Return hours and minutes: `5 h 20 min`."""
    whole, minutes = divmod(round(hours * 60), 60)
    return f"{whole} h {minutes} min" if minutes and whole < 100 else f"{whole} h"


def _still_offered(what: str, can_be_pregnant: bool) -> str:
    form = get_form(exposure.FORM)
    names = (name for name in exposure.still_offered(what) if can_be_pregnant or name not in ("ec", "preg_test"))
    labels = ", ".join(form.field(name).label(current_language()) for name in names)
    return _("Still offered: %(what)s.") % {"what": labels} if labels else ""
