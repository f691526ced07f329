"""The limits of a number that a page can check, each with its words: impossible values, and unusual ones."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from posta.catalog.language.field import Field
from posta.catalog.sizes import Usual
from posta.formkit.number_format import format_number
from posta.formkit.problem_messages import likely_slip

BOUNDS = ("min", "max", "warn_min", "warn_max")


def limits_of(question: Field, known: Mapping[str, object], path: str = "") -> dict[str, str]:
    """Return the limits that the page can check, each with its words.

    They are impossible values, and values unusual for this age or after the last measurement.
    """
    low, high = question.min, question.max
    bounds = {"min": low, "max": high} if isinstance(low, int | float) and isinstance(high, int | float) else {}
    usual = {
        key: limit for key, limit in _normal_range(question, known, path).items() if key in BOUNDS and limit is not None
    }
    found = {key: limit for key, limit in (bounds | usual).items() if isinstance(limit, int | float)}
    texts = {key: str(limit) for key, limit in found.items()}
    texts |= _limit_words({key: format_number(n) for key, n in found.items()}, likely_slip(question.name))
    return texts | _limits_of_size(question, known, found)


def join_limits(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return the limits of two numbers in one box, such as blood pressures.

    >>> join_limits({"warn_min": "90"}, {})["warn_min"]
    '90/'
    """
    both = {key: f"{one.get(key, '')}/{other.get(key, '')}" for key in BOUNDS if key in one or key in other}
    return both | _limit_words({key: limit.strip("/") for key, limit in both.items()}, likely_slip("sbp"))


def _limit_words(shown: Mapping[str, str], slip: str) -> dict[str, str]:
    found = {}
    if "min" in shown and "max" in shown:
        bad = _("Only possible from %(low)s to %(high)s.") % {"low": shown["min"], "high": shown["max"]}
        found["bad"] = f"{bad} {slip}".strip()
    if "warn_min" in shown:
        found["low"] = _("↓ Low: usual from %(limit)s.") % {"limit": shown["warn_min"]}
    if "warn_max" in shown:
        found["high"] = _("↑ High: usual up to %(limit)s.") % {"limit": shown["warn_max"]}
    return found


def _limits_of_size(question: Field, known: Mapping[str, object], usual: Mapping[str, float]) -> dict[str, str]:
    """Return the limits of the age or of the last value, if no other limit is nearer."""
    size = known.get(f"@usual.{question.name}")
    if not isinstance(size, Usual):
        return {}
    if size.last is not None:
        words = _("Last value: %(value)s.") % {"value": f"{format_number(size.last)} {question.unit}".strip()}
    else:
        words = _("For this age from %(low)s to %(high)s.") % {
            "low": format_number(size.low),
            "high": format_number(size.high),
        }
    message = " ".join((words, _("Check the unit and the decimal point.")))
    found: dict[str, str] = {}
    if "warn_min" not in usual:
        found |= {"warn_min": f"{size.low:g}", "low": f"↓ {message}"}
    if "warn_max" not in usual:
        found |= {"warn_max": f"{size.high:g}", "high": f"↑ {message}"}
    return found


def _normal_range(question: Field, known: Mapping[str, object], path: str) -> Mapping[str, int | float | None]:
    """Return the usual range: from the clinical rules (`@limits.vitals.hr`), else from the question's declaration."""
    handed = known.get(f"@limits.{path}")
    if isinstance(handed, tuple):
        low, high = handed
        return {"warn_min": low, "warn_max": high}
    return {"warn_min": question.warn_min, "warn_max": question.warn_max}
