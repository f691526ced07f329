"""Repeated rows without JavaScript: the buttons "add another" and "remove" post the form, which returns changed.

>>> apply_row_action({"rx.0.drug": ["a"], "add": ["rx"]})["rx.1.row"]
['1']
>>> apply_row_action({"rx.0.drug": ["a"]}) is None
True
"""

from posta.formkit.field_names import FormData, list_rows


def apply_row_action(raw: FormData) -> dict[str, list[str]] | None:
    """Return what was posted with one row more or less if one of those buttons was pressed, else None."""
    kept = {name: list(values) for name, values in raw.items() if name not in ("add", "drop")}
    if "add" in raw:
        kept[f"{_next_row(raw, raw['add'][0])}.row"] = ["1"]
        return kept
    if "drop" in raw:
        return {name: values for name, values in kept.items() if not name.startswith(raw["drop"][0] + ".")}
    return None


def _next_row(raw: FormData, group: str) -> str:
    rows = list_rows(raw, group)
    return f"{group}.{int(rows[-1].rpartition('.')[2]) + 1 if rows else 0}"
