"""The control for each type of question, and the values that the control needs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from posta.catalog.language.answer_context import add_months
from posta.catalog.language.condition import names_in
from posta.catalog.language.field import Field
from posta.catalog.language.form import get_form
from posta.formkit.choices import NONE_CODE, Choice, Offered, find_code, is_cause, list_choices, similar_options
from posta.formkit.field_names import SIDE, TEXT, TIME, FormData, get_values
from posta.formkit.render.conditions import simplify_condition
from posta.formkit.render.field_views import ChoiceGroup
from posta.formkit.render.limits import limits_of
from posta.terms.data_files import choose_label
from posta.terms.lists import get_list

MAX_CHIPS = 8  # above this, one answer is picked from a list
MAX_CHECKBOXES = 12  # above this, "none" stands first
MAX_UNFILTERED = 20  # above this, a box narrows the chips
MAX_STEPS = 10  # a score this short is tapped, not typed
OPEN_CODE = "open"  # codes that are not offered may be typed too
MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"  # a month, typed as 2018-03
MONTHS_OFFERED = 6
WEEKS_AHEAD = (7, 14)  # of a day that is promised
Widget = dict[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class WidgetContext:
    """All that presenting a form needs beside the form itself, and its name."""

    form: str
    raw: FormData
    language: str
    today: date
    errors: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    top: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    offered: Offered = field(default_factory=dict)
    known: Mapping[str, object] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    begins_now: tuple[str, ...] = ()


def make_widget(question: Field, name: str, asked: WidgetContext) -> Widget:
    """Return the parts of `FieldView` that depend on the type of the question."""
    return WIDGETS[question.type](question, name, asked)


def _text(question: Field, name: str, asked: WidgetContext) -> Widget:
    if question.pattern == MONTH_PATTERN:
        return _month(name, asked)
    length = question.max_length
    size = "" if not length or length > 40 else "mid" if length > 12 else "short"
    mode = "tel" if question.pattern and question.pattern.startswith("^\\+") else ""
    if question.name in asked.top:
        return _earlier(question, name, asked)
    return {"widget": "text", "value": _first_value(asked, name), "length": length, "size": size, "mode": mode}


def _earlier(question: Field, name: str, asked: WidgetContext) -> Widget:
    """Return chips of earlier answers, and a box for another one."""
    held = get_values(asked.raw, name)[-1:]
    chips = tuple(replace(one, chosen=[one.code] == held) for one in asked.top[question.name])
    typed = "" if any(one.chosen for one in chips) else "".join(held)
    return {"widget": "earlier", "choices": chips, "value": typed, "length": question.max_length, "clearable": True}


def _month(name: str, asked: WidgetContext) -> Widget:
    """Return chips of this month and those before it, and a box for an earlier one."""
    first = asked.today.replace(day=1)
    days = (add_months(first, -back) for back in range(MONTHS_OFFERED))
    held = _first_value(asked, name)
    chips = tuple(Choice(f"{day:%Y-%m}", date_format(day, "F Y"), chosen=f"{day:%Y-%m}" == held) for day in days)
    typed = "" if any(one.chosen for one in chips) else held
    return {"widget": "month", "choices": chips, "value": typed, "clearable": True}


def _longtext(question: Field, name: str, asked: WidgetContext) -> Widget:
    return {"widget": "longtext", "value": _first_value(asked, name), "length": question.max_length}


def _number(question: Field, name: str, asked: WidgetContext) -> Widget:
    low, high = question.min, question.max
    whole = question.type == "int"
    short = isinstance(low, int) and isinstance(high, int) and high - low <= MAX_STEPS
    if whole and short and not question.unit and isinstance(low, int) and isinstance(high, int):
        steps = tuple(Choice(str(n), str(n)) for n in range(low, high + 1))
        return {
            "widget": "chips",
            "choices": _chosen_choices(steps, asked.raw, name),
            "numeric": True,
            "clearable": True,
        }
    mode = "numeric" if whole else "decimal"
    limits = limits_of(question, asked.known, f"{asked.form}.{_without_rows(name)}")
    made: Widget = {"widget": "number", "value": _first_value(asked, name), "mode": mode, "limits": limits}
    return made | {"error": limits["bad"]} if name in asked.outside and "bad" in limits else made


def _without_rows(name: str) -> str:
    """Return the path of a question without the numbers of rows.

    >>> _without_rows("newborn.0.temp_c")
    'newborn.temp_c'
    """
    return ".".join(part for part in name.split(".") if not part.isdecimal())


def _day(question: Field, name: str, asked: WidgetContext) -> Widget:
    ahead = isinstance(question.max, dict) and "plus_days" in question.max
    recent = question.max is not None and not ahead and name != "birth_date"
    days: tuple[tuple[str, int], ...] = ((_("Today"), 0), (_("Yesterday"), -1)) if recent else ()
    days = ((_("Tomorrow"), 1), *((_("in %(days)s days") % {"days": n}, n) for n in WEEKS_AHEAD)) if ahead else days
    shown = tuple((word, (asked.today + timedelta(days=far)).strftime("%d/%m/%Y")) for word, far in days)
    hint = _("day/month/year")
    return {
        "widget": "day",
        "value": _first_value(asked, name),
        "mode": "numeric",
        "size": "short",
        "days": shown,
        "hint": hint,
    }


def _moment(question: Field, name: str, asked: WidgetContext) -> Widget:
    hint = _("day/month/year and time")
    return {
        "widget": "moment",
        "value": _first_value(asked, name),
        "time": _first_value(asked, name + TIME),
        "hint": hint,
    }


def _bool(question: Field, name: str, asked: WidgetContext) -> Widget:
    choices = (*list_choices(question, asked.language, {}), Choice("", _("Not recorded"), note="quiet"))
    marked = _chosen_choices(choices, asked.raw, name)
    if not get_values(asked.raw, name):
        marked = (*marked[:-1], replace(marked[-1], chosen=True))
    return {"widget": "chips", "choices": marked}


def _one(question: Field, name: str, asked: WidgetContext) -> Widget:
    choices = _choices(question, name, asked)
    if len(choices) > MAX_CHIPS:
        first, groups = _grouped(question, choices, asked.language) if question.coded_list else (choices, ())
        return {"widget": "picker", "choices": first, "groups": groups, "among": question.among}
    return {"widget": "chips", "choices": choices, "clearable": question.required != "always"}


def _many(question: Field, name: str, asked: WidgetContext) -> Widget:
    choices = _choices(question, name, asked)
    if question.ordered:
        most = question.max_items or 3
        settled = bool(question.among) and len(get_values(asked.raw, question.among)) <= most
        return {
            "widget": "ranked",
            "ranks": _ranks(question, name, choices, asked),
            "among": question.among,
            "most": most,
            "settled": settled and name not in asked.errors,
            "hint": _("Only if you chose more than %(n)s above.") % {"n": most} if question.among else "",
        }
    long = len(choices) > MAX_CHECKBOXES and not any(one.when for one in choices)
    choices = (
        tuple(sorted(choices, key=lambda one: one.code != NONE_CODE)) if long else choices
    )  # the commonest within reach
    filterable = len(choices) > MAX_UNFILTERED and long
    if question.qualifier:
        choices = _split_sides(question, name, choices, asked)
    first, groups = _grouped(question, choices, asked.language)
    return {"widget": "boxes", "choices": first, "groups": groups, "several": True, "filterable": filterable}


def _grouped(
    question: Field, choices: tuple[Choice, ...], language: str
) -> tuple[tuple[Choice, ...], tuple[ChoiceGroup, ...]]:
    """Return the usual options of a long list, and the others in their groups."""
    coded = get_list(str(question.coded_list))
    held = {one.code: coded.by_code[one.code] for one in choices}
    first = tuple(one for one in choices if held[one.code].usual or not held[one.code].group)
    usual = {one.code for one in first}
    folded: dict[str, list[Choice]] = {}
    for one in choices:
        if one.code not in usual:
            folded.setdefault(held[one.code].group, []).append(one)
    groups = ((group, tuple(folded.get(group.code, ()))) for group in coded.groups)
    return first, tuple(
        ChoiceGroup(choose_label(group.labels, language, group.code), some, group.open)
        for group, some in groups
        if some
    )


def _ranks(
    question: Field, name: str, choices: tuple[Choice, ...], asked: WidgetContext
) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    picked = get_values(asked.raw, name) + [""] * (question.max_items or 3)
    bare = tuple(replace(one, chosen=False) for one in choices)
    return tuple(
        (str(rank + 1), tuple(replace(one, chosen=one.code == picked[rank]) for one in bare))
        for rank in range(question.max_items or 3)
    )


def _split_sides(question: Field, name: str, choices: tuple[Choice, ...], asked: WidgetContext) -> tuple[Choice, ...]:
    codes = get_list(str(question.qualifier))
    options = tuple(Choice(one.code, codes.label(one.code, asked.language)) for one in codes.options)
    held = dict(code.partition(":")[::2] for code in get_values(asked.raw, name))

    def with_sides(one: Choice) -> Choice:
        side = next(iter(get_values(asked.raw, f"{name}{SIDE}.{one.code}")), held.get(one.code, ""))
        sides = tuple(replace(option, chosen=option.code == side) for option in options)
        return replace(one, chosen=one.code in held, sides=sides)

    return tuple(with_sides(one) for one in choices)


def _code(question: Field, name: str, asked: WidgetContext) -> Widget:
    several = (question.max_items or 1) > 1
    causes = list_choices(question, asked.language, asked.offered) if is_cause(question) else ()
    top = _chosen_choices(asked.top.get(question.name, causes), asked.raw, name)
    texts = get_values(asked.raw, name + TEXT)
    shown = {one.code for one in top}
    stray = [code for code in get_values(asked.raw, name) if code not in shown]
    labels = {one.code: one.label for one in list_choices(question, asked.language, asked.offered)}
    known = (find_code(question, text, asked.offered) for text in texts)
    shown_texts = (labels.get(code, text) if code else text for code, text in zip(known, texts, strict=True))
    typed = [*shown_texts, *(labels.get(code, code) for code in stray)]
    if name in asked.errors and texts:
        top += tuple(
            one for one in similar_options(question, texts[0], asked.language, asked.offered) if one.code not in shown
        )
    wanted = max(1, min(question.max_items or 1, 3), len(typed))
    boxes = (*typed, *[""] * wanted)[:wanted]
    made: Widget = {
        "widget": "typed",
        "choices": top,
        "texts": boxes,
        "options": options_id(question),
        "several": several,
    }
    return made | ({"mode": OPEN_CODE, "hint": _("Another one: its code, for example W06.")} if causes else {})


def options_id(question: Field) -> str:
    """Return the id of the list with which a box completes.

    A page has one list per code system and filter.
    """
    named = json.dumps(question.filter, sort_keys=True).encode() if question.filter else b""
    narrowed = f"-{blake2b(named, digest_size=3).hexdigest()}" if named else ""
    joined = f"-{question.alt_system}" if question.alt_system else ""
    return f"list-{question.system or question.target}{joined}{narrowed}"


def _calc(question: Field, name: str, asked: WidgetContext) -> Widget:
    size = "" if question.result in ("int", "decimal", "date") else "mid"
    return {"widget": "calc", "value": asked.computed.get(name, ""), "size": size}


def _choices(question: Field, name: str, asked: WidgetContext) -> tuple[Choice, ...]:
    """Return the options that can apply: for an old man neither newborn nor labour."""
    chosen = _chosen_choices(list_choices(question, asked.language, asked.offered), asked.raw, name)
    if not question.coded_list:
        return chosen
    places, rules = _list_rules(question.coded_list)
    if not rules:
        return chosen
    sure = {key: value for key, value in asked.known.items() if value is not None}
    own = frozenset(field.name for field in get_form(asked.form).fields)
    offers = [_offer(simplify_condition(rule, own, sure), asked) for rule in rules]
    made = (_offered(one, offers[places[one.code]]) if one.code in places else one for one in chosen)
    return tuple(one for one in made if one is not None)


@dataclass(frozen=True, slots=True, repr=False)
class _Offer:
    """What a condition means for the options that have it: the condition for the browser, and whether they are offered
    now, later at most, or not at all."""

    when: str = ""
    hidden: bool = False
    never: bool = False


@cache
def _list_rules(coded_list: str) -> tuple[Mapping[str, int], tuple[Mapping[str, object], ...]]:
    """Return the place of each option's condition, and the conditions: of two hundred options most share theirs."""
    ruled = {one.code: one.when for one in get_list(coded_list).options if one.when}
    rules: dict[str, Mapping[str, object]] = {json.dumps(rule, sort_keys=True): rule for rule in ruled.values()}
    order = list(rules)
    places = {code: order.index(json.dumps(rule, sort_keys=True)) for code, rule in ruled.items()}
    return places, tuple(rules.values())


def _offer(rule: object, asked: WidgetContext) -> _Offer:
    if not isinstance(rule, dict):
        return _Offer(never=rule is False)
    answers = {name: tuple(get_values(asked.raw, name)) for name in names_in(rule)}
    hidden = simplify_condition(rule, frozenset(), answers) is False
    return _Offer(json.dumps(rule, separators=(",", ":")), hidden)


def _offered(one: Choice, offer: _Offer) -> Choice | None:
    """Return the option with the condition for the browser, if other answers of the form decide whether it is offered."""
    if offer.never:
        return one if one.chosen else None
    return replace(one, when=offer.when, hidden=offer.hidden and not one.chosen) if offer.when else one


def _chosen_choices(choices: tuple[Choice, ...], raw: FormData, name: str) -> tuple[Choice, ...]:
    picked = set(get_values(raw, name))
    return tuple(one if one.chosen == (one.code in picked) else replace(one, chosen=not one.chosen) for one in choices)


def _first_value(asked: WidgetContext, name: str) -> str:
    return next(iter(asked.raw.get(name, [])), "")


WIDGETS: dict[str, Callable[[Field, str, WidgetContext], Widget]] = {
    "text": _text,
    "longtext": _longtext,
    "int": _number,
    "decimal": _number,
    "date": _day,
    "datetime": _moment,
    "bool": _bool,
    "one": _one,
    "many": _many,
    "code": _code,
    "ref": _code,
    "calc": _calc,
    "group": lambda question, name, asked: {"widget": "several"},
}
