"""The options of a question as HTML: boxes to tick, chips to choose one from, options of a list.

A consultation has three hundred of them. Written here they cost a tenth of what a template costs that is included for each:
a third of the page's time.

>>> from posta.formkit.choices import Choice
>>> render_chips("sex", [Choice("f", "Mujer", chosen=True)])
'<label class="chip"><input type="radio" name="sex" value="f" checked> <span>Mujer</span></label> '
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from posta.formkit.choices import NONE_CODE, Choice
from posta.formkit.field_names import SIDE
from posta.formkit.render.filled_html import fill_html, join_html

QUIET = "quiet"  # a note that is no words: the chip of what was not recorded
_NOTHING = SafeString("")
_CHECKED, _SELECTED, _ALONE = SafeString(" checked"), SafeString(" selected"), SafeString(" data-alone")
_STOP, _HIDDEN, _QUIET = SafeString(" stop"), SafeString(" when-no"), SafeString(" quiet")


def render_boxes(name: str, choices: Iterable[Choice]) -> SafeString:
    """Return the options of a question that takes several answers; a sided one has its side beside it."""
    return join_html("{} ", ((_sided(name, one) if one.sides else _box(name, one),) for one in choices))


def render_chips(name: str, choices: Iterable[Choice]) -> SafeString:
    """Return the options of a question that takes one answer."""
    return join_html(
        '<label class="chip{}{}"><input type="radio" name="{}" value="{}"{}{}> <span>{}{}</span></label> ',
        (
            (
                _STOP if one.reason else _NOTHING,
                _QUIET if one.note == QUIET else _NOTHING,
                name,
                one.code,
                fill_html(' data-flags="{}"', one.flags) if one.flags else _NOTHING,
                _CHECKED if one.chosen else _NOTHING,
                one.label,
                _small(one.reason or (one.note if one.note != QUIET else "")),
            )
            for one in choices
        ),
    )


def render_options(choices: Iterable[Choice]) -> SafeString:
    """Return the options of a list that opens."""
    return join_html(
        '<option value="{}"{}>{}{}</option>',
        (
            (
                one.code,
                _SELECTED if one.chosen else _NOTHING,
                one.label,
                fill_html(" — {}", one.reason) if one.reason else _NOTHING,
            )
            for one in choices
        ),
    )


def _box(name: str, one: Choice) -> SafeString:
    return fill_html(
        '<label class="chip square{}{}"{}><input type="checkbox" name="{}" value="{}"{}{}> <span>{}{}</span></label>',
        _STOP if one.reason else _NOTHING,
        _HIDDEN if one.hidden else _NOTHING,
        fill_html(' data-when="{}"', one.when) if one.when else _NOTHING,
        name,
        one.code,
        _ALONE if one.code == NONE_CODE else _NOTHING,
        _CHECKED if one.chosen else _NOTHING,
        one.label,
        _small(one.reason or one.note),
    )


def _sided(name: str, one: Choice) -> SafeString:
    """Return an option with the list of its sides."""
    return fill_html(
        '<span class="sided">{} <select name="{}{}.{}" aria-label="{}: {}"><option value=""></option>{}</select></span>',
        _box(name, one),
        name,
        SIDE,
        one.code,
        one.label,
        _("side"),
        render_options(one.sides),
    )


def _small(words: str) -> SafeString:
    return fill_html(" <small>{}</small>", words) if words else _NOTHING
