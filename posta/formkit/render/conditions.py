"""Prepares conditions for the page: the server decides what only it knows, and leaves the rest to the browser.

`person.sex` or `@age_years` become true, false or (unknown) null; a condition on this form's own answers is sent
unchanged. The server decides again when the form is posted: what the browser hides is a convenience.
"""

from collections.abc import Callable, Mapping

ServerFacts = Mapping[str, object]
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def simplify_condition(rule: object, own: frozenset[str], known: ServerFacts) -> object:
    """Return the condition with every part outside this form decided: a smaller condition, True, False or None.

    >>> simplify_condition({"field": "@age_years", "op": "ge", "value": 8}, frozenset(), {"@age_years": 30})
    True
    """
    if not isinstance(rule, dict):
        return rule
    if "and" in rule:
        return _combine([simplify_condition(part, own, known) for part in rule["and"]], "and", decides=False)
    if "or" in rule:
        return _combine([simplify_condition(part, own, known) for part in rule["or"]], "or", decides=True)
    if "not" in rule:
        inside = simplify_condition(rule["not"], own, known)
        return {"not": inside} if isinstance(inside, dict) else None if inside is None else not inside
    if rule["field"] in own:
        return {key: rule[key] for key in ("field", "op", "value") if key in rule}
    return _evaluate(rule, known)


def _combine(parts: list[object], word: str, *, decides: bool) -> object:
    if any(part is decides for part in parts):
        return decides
    open_parts = [part for part in parts if part is not (not decides)]
    if not open_parts:
        return not decides
    if len(open_parts) == 1:
        return open_parts[0]
    return None if all(part is None for part in open_parts) else {word: open_parts}


def _evaluate(rule: Mapping[str, object], known: ServerFacts) -> bool | None:
    name, op, wanted = str(rule["field"]), str(rule["op"]), rule.get("value")
    key = f"flag:{name}" if op == "flag" else name
    if key not in known or isinstance(wanted, dict):
        return None
    value = known[key]
    empty = value is None or value in ("", ())
    if op in ("empty", "notempty"):
        return empty is (op == "empty")
    among = {_as_text(one) for one in (wanted if isinstance(wanted, list | tuple) else [wanted])}
    held = {_as_text(one) for one in (value if isinstance(value, list | tuple) else [value])}
    if op in ("ne", "nin"):
        return empty or not among & held
    if empty or op in ("eq", "in", "has", "hasany", "flag"):
        return not empty and bool(among & held)
    return _compare(op, value, wanted)


def _compare(op: str, value: object, wanted: object) -> bool | None:
    try:
        return COMPARISONS[op](float(str(value).replace(",", ".")), float(str(wanted)))
    except (KeyError, ValueError):
        return None


def _as_text(value: object) -> str:
    return {True: "y", False: "n"}.get(value, str(value)) if isinstance(value, bool) else str(value)
