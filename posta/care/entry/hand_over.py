"""Handing a person over at the end of a visit: to which trade, and one line why. Every page that ends a visit asks alike.

A page that asks for the outcome shows both questions for one outcome; a sealed page has no outcome in the open, and
shows them as something that may be left empty.
"""

import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.queue.hand_over import WITH_BEDS, HandOverChoice, list_receiving_trades, loses_reason
from posta.care.display.arrivals import RESERVED_WORDS_ERROR
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.errors import Problem
from posta.catalog.frame import VISIT_FORM
from posta.catalog.structural_acts import NIGHT
from posta.chart.record.person import Person
from posta.errors import gettext_noop
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, get_values
from posta.formkit.problem_messages import messages_by_path
from posta.formkit.render.field_views import FieldView
from posta.formkit.short_text import MAX_TEXT_LENGTH, ShortText, parse_short_text
from posta.web.formatting import trade_label

PASSED_ON = "ref_int"  # the outcome of a visit after which the person waits for another trade
TRADE, REASON = "pass_to", "pass_reason"
WATCH, NIGHT_REASON = "watch", "night_reason"
CHOOSE_TRADE = gettext_noop("Choose for whom the person waits now.")


def present_hand_over(
    actor: Actor, raw: FormData, problems: Sequence[Problem] = (), *, sealed: bool, asked: bool = False
) -> dict[str, FieldView]:
    """Return both questions by name; an open page that does not ask them shows them for one outcome."""
    errors, night = messages_by_path(problems), asked and actor.post.kind in WITH_BEDS
    always = sealed or asked
    when = "" if always else json.dumps({"field": "disposition", "op": "eq", "value": PASSED_ON})
    shown = always or raw.get("disposition", [""])[-1] == PASSED_ON
    return {
        TRADE: FieldView(
            TRADE, f"f-{TRADE}", "chips", _("Goes on to"), choices=present_trades(actor, raw, night=night), clearable=not asked,
            asked=shown, when=when, error=errors.get(_path(TRADE), ""),
        ),
        REASON: FieldView(
            REASON, f"f-{REASON}", "text", _("Why, for that colleague"), hint=explain_reading(sealed=sealed),
            value=next(iter(raw.get(REASON, ())), ""), length=MAX_TEXT_LENGTH, asked=shown, when=when,
            error=errors.get(_path(REASON), ""),
        ),
    }  # fmt: skip


def present_night(
    actor: Actor, raw: FormData, problems: Sequence[Problem] = (), *, proposed: bool = False
) -> dict[str, FieldView]:
    """Return the box that hands the person over to the night, and why; ticked where the plan of visits asks for it.

    It is not asked where nobody sleeps.
    """
    if actor.post.kind not in WITH_BEDS:
        return {}
    chosen = WATCH in raw or proposed
    when = json.dumps({"field": WATCH, "op": "has", "value": "1"})
    why = messages_by_path(problems).get(_path(NIGHT_REASON), "")
    box = Choice("1", _("Watch tonight"), chosen=chosen)
    return {
        WATCH: FieldView(WATCH, f"f-{WATCH}", "boxes", _("For the night"), choices=(box,), several=True),
        NIGHT_REASON: FieldView(
            NIGHT_REASON, f"f-{NIGHT_REASON}", "text", _("Why, for the night"), when=when, asked=chosen, error=why,
            value=next(iter(raw.get(NIGHT_REASON, ())), ""), length=MAX_TEXT_LENGTH,
        ),
    }  # fmt: skip


def present_trades(actor: Actor, raw: FormData, *, night: bool = False) -> tuple[Choice, ...]:
    """Return the trades of the colleagues of this place, and perhaps the night, to choose one."""
    chosen = next(iter(get_values(raw, TRADE)), "")
    labels = [(code, trade_label(code)) for code in (*list_receiving_trades(actor), *((NIGHT,) if night else ()))]
    return tuple(Choice(code, words[:1].upper() + words[1:], chosen=code == chosen) for code, words in labels)


def explain_reading(*, sealed: bool = False) -> str:
    """Return who reads the reason."""
    if sealed:
        return _("It stays as reserved as this visit: others see only for whom the person waits.")
    return _("For psychology and social work it is kept reserved: others see only for whom the person waits.")


def read_hand_over(
    actor: Actor, person: Person, raw: FormData, *, home: Compartment = Compartment.CARE, asked: bool | None = None
) -> tuple[tuple[HandOverChoice, ...], tuple[Problem, ...]]:
    """Return to whom a page hands the person over, this night included, and what of it is wrong.

    `home` is the compartment of the visit. A page asks for a trade where the outcome or `asked` says so; a sealed visit
    may leave it empty. Words that would be lost are refused.
    """
    sealed = home in PERSON_HELD
    if asked is None:
        asked = not sealed and raw.get("disposition", [""])[-1] == PASSED_ON
    night = (HandOverChoice(NIGHT, _line(raw, NIGHT_REASON).words),) if get_values(raw, WATCH) else ()
    words = _line(raw, NIGHT_REASON)
    problems = [Problem(_path(NIGHT_REASON), words.error.replace("%", "%%"))] if words.error else []
    if not (asked or sealed):
        return night, tuple(problems)
    trade, reason = next(iter(get_values(raw, TRADE)), ""), _line(raw, REASON)
    if reason.error:
        problems.append(Problem(_path(REASON), reason.error.replace("%", "%%")))
    if not trade and (reason.words or asked):
        problems.append(Problem(_path(TRADE), _(CHOOSE_TRADE)))
    if trade and reason.words and loses_reason(actor, person, trade, home):
        problems.append(Problem(_path(REASON), _(RESERVED_WORDS_ERROR)))
    return ((HandOverChoice(trade, reason.words), *night) if trade else night), tuple(problems)


def _line(raw: FormData, name: str) -> ShortText:
    return parse_short_text(" ".join(get_values(raw, name)))


def _path(name: str) -> str:
    return f"{VISIT_FORM}.{name}"
