"""What the buttons of a page decide, so that nobody is asked for it: whether a referral is kept as a draft or sent.

A new page asks none of these questions. A correction keeps their answers; it asks for them only where an earlier form
says what no button says, such as that the person was received.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from posta.catalog.errors import Problem
from posta.catalog.language.form import Form
from posta.formkit.field_names import FormData
from posta.formkit.language import current_language

Answers = Mapping[str, object]
PRESSED = "signed_with"
NEW: Answers = {}


def list_unasked(form: Form, before: Answers) -> frozenset[str]:
    """Return the questions of a form that its page leaves to its buttons; `before` holds what a correction replaces."""
    signing = form.service.signing
    if signing is None:
        return frozenset()
    held = {name: before[name] for name in signing.decides if before.get(name) not in (None, "", ())}
    chosen = {name: value for name, value in held.items() if name not in form.service.begins_now}
    return (
        frozenset(signing.decides)
        if all(value in signing.gives(name) for name, value in chosen.items())
        else frozenset()
    )


def decide_unasked(form: Form, raw: FormData, read: Answers, before: Answers, now: datetime) -> dict[str, object]:
    """Return the answers that the pressed button gives; a correction keeps those that it replaces."""
    signing, unasked = form.service.signing, list_unasked(form, before)
    if signing is None or not unasked:
        return {}
    if before:
        found: dict[str, object] = {name: before[name] for name in unasked if name in before}
    else:
        found = dict(signing.decide("".join(raw.get(PRESSED, ())[:1]), read))
        found |= {name: now for name in form.service.begins_now if name in unasked}
    return {name: _not_before(form, name, value, read) for name, value in found.items()}


def drop_problems_of_unasked(problems: Sequence[Problem], unasked: frozenset[str]) -> tuple[Problem, ...]:
    """Return the problems without those of questions that the page does not ask, if others say what to correct."""
    asked = tuple(one for one in problems if one.path not in unasked)
    return asked or tuple(problems)


def present_buttons(form: Form) -> tuple[tuple[str, str], ...]:
    """Return the buttons that sign a new page: name and words, the main one last."""
    signing = form.service.signing
    return tuple((one.name, one.label(current_language())) for one in signing.buttons) if signing else ()


def _not_before(form: Form, name: str, value: object, read: Answers) -> object:
    """Return a moment that is not before the one which it follows: what was sent later has its state from then on."""
    bound = form.field(name).min
    first = read.get(str(bound["field"])) if isinstance(bound, dict) and "field" in bound else None
    return max(value, first) if isinstance(value, datetime) and isinstance(first, datetime) else value
