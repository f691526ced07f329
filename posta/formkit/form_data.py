"""What a browser posted, by name, as lists of words; repeated rows are renumbered by their position."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest

from posta.catalog.language.form import Form
from posta.formkit.field_names import OPENED_PLACE, PAGE_FIELDS, FormData, get_values, list_rows
from posta.formkit.row_buttons import apply_row_action

BUTTONS = frozenset(
    {"draft", "calculate", "compute", "hide", "drop_draft", "add", "drop", "only", "anyway", "anonymous", "nothing"}
)
STATE_MARKERS = frozenset(
    {"shown", "answered", OPENED_PLACE}
)  # what a page showed when it was opened: nothing was typed
NON_CONTENT = BUTTONS | PAGE_FIELDS | {"csrfmiddlewaretoken", "accepted", "unscripted", "then"}


def get_form_data(request: HttpRequest) -> dict[str, list[str]]:
    """Return everything that was posted, buttons included."""
    return {name: list(values) for name, values in request.POST.lists()}


def without_buttons(raw: FormData) -> dict[str, list[str]]:
    """Return what a person typed or chose, which is what a draft keeps."""
    kept = {name: get_values(raw, name) for name in raw if name not in NON_CONTENT}
    filled = {name: values for name, values in kept.items() if values}
    return filled if filled.keys() - STATE_MARKERS else {}


def apply_row_buttons(raw: FormData) -> dict[str, list[str]] | None:
    """Return what was posted with a row added or removed, if a button asked for it."""
    return apply_row_action(raw)


def renumber_rows(raw: FormData, forms: Iterable[Form]) -> dict[str, list[str]]:
    """Return the data without empty rows, the others numbered from 0: the catalog names a row by its position.

    >>> from posta.catalog.language.form import get_form
    >>> renumber_rows({"rx.0.row": ["1"], "rx.3.dose": ["1 mL"], "advice": ["x"]}, [get_form("opd")])
    {'advice': ['x'], 'rx.0.dose': ['1 mL']}
    """
    forms = tuple(forms)
    groups = [field.name for form in forms for field in form.fields if field.type == "group"]
    begun = frozenset(path for form in forms for path in form.service.begins_now)
    closed = {name: list(values) for name, values in raw.items() if name.partition(".")[0] not in groups}
    for group in groups:
        given = {"row", *(path.partition(".")[2] for path in begun if path.startswith(f"{group}."))}
        filled = [row for row in (_row(raw, key) for key in list_rows(raw, group)) if _is_filled(row, given)]
        for place, row in enumerate(filled):
            closed |= {f"{group}.{place}.{name}": values for name, values in row.items()}
    return closed


def _row(raw: FormData, key: str) -> dict[str, list[str]]:
    return {name[len(key) + 1 :]: list(values) for name, values in raw.items() if name.startswith(key + ".")}


def _is_filled(row: Mapping[str, list[str]], given: set[str]) -> bool:
    """Return whether somebody wrote something into a row, beside what the page gave it."""
    return any(get_values(row, name) for name in row if name not in given)
