"""The reference pages of forms and lists, written from the declarations, so that the manual cannot differ from them.

`write_pages` writes `forms/<name>.md`, `forms/index.md`, `lists.md`, `doubts.md` and `services.md` into the folder of
reference pages.
"""

from collections.abc import Iterable
from pathlib import Path

from posta.catalog.calculations import CALCULATIONS, JUDGED, UNCOMPUTED
from posta.catalog.errors import UnknownForm
from posta.catalog.language.field import Field, Limit
from posta.catalog.language.form import Form, fields_by_path, get_form, list_forms
from posta.catalog.tooling import warning_page as doubts
from posta.catalog.tooling.service_page import list_service, render_services
from posta.terms.diagnoses import get_diagnoses
from posta.terms.lists import get_list, list_names

GENERATED = "<!-- Written by `posta catalog docs` from the declaration; change that, not this page. -->"
OPS = {
    "eq": "is", "ne": "is not", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "in": "is one of", "nin": "is none of",
    "has": "contains", "hasany": "contains any of", "hasprefix": "contains a code starting with",
    "prefix": "starts with", "flag": "has flag", "group": "is in group", "subset_of": "is part of",
    "rank_after": "is less urgent than", "empty": "is empty", "notempty": "is filled",
}  # fmt: skip
DERIVED = {
    "@age_years": "age in years", "@age_months": "age in months", "@age_days": "age in days",
    "@pregnant": "pregnant", "@today": "today", "@now": "now", "@closing": "the form is being closed",
}  # fmt: skip
FACTS_AS = {
    "code": "the code", "value": "the number", "day": "the day", "month": "the month", "band": "a band",
    "any": "whether any", "minutes_since": "minutes since", "hours_since": "hours since", "rows": "row by row",
}  # fmt: skip


def write_pages(folder: Path) -> list[Path]:
    """Write every page below the folder of reference pages; returns their paths."""
    written = []
    for name, text in all_pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def stale_pages(folder: Path) -> list[str]:
    """Return the names of pages that differ from the declarations, are missing, or describe a form that is gone."""
    pages = all_pages()
    stale = [name for name, text in pages.items() if _text_of(folder / name) != text]
    left = [f"forms/{path.name}" for path in sorted((folder / "forms").glob("*.md"))]
    return stale + [name for name in left if name not in pages]


def all_pages() -> dict[str, str]:
    """Return every page by its name below the folder of reference pages."""
    pages = {f"forms/{form.name}.md": render_form(form) for form in list_forms()}
    return pages | {
        "forms/index.md": render_index(),
        "lists.md": render_lists(),
        "doubts.md": render_doubts(),
        "services.md": f"{GENERATED}\n{render_services()}",
    }


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def render_index() -> str:
    """Return the page that lists all forms."""
    rows = [
        [str(form.number), f"[`{form.name}`]({form.name}.md)", form.label("es"), form.label("en"),
         form.compartment.code, form.programme]
        for form in list_forms()
    ]  # fmt: skip
    head = ["No.", "Form", "Español", "English", "Compartment", "Programme"]
    return "\n".join([GENERATED, "# Forms", "", *_table(head, rows), ""])


def render_form(form: Form) -> str:
    """Return the reference page of one form: what it asks, about whom, within which limits, and who may read it."""
    lines = [GENERATED, f"# {form.label('es')} · {form.label('en')}", "", *_facts_about(form), ""]
    if form.note:
        lines += [form.note.rstrip(".") + ".", ""]
    head = ["No.", "Question", "Español", "English", "Type", "Limits", "Needed", "Compartment", "To facts", "Marks"]
    lines += _table(head, [row for field in form.fields for row in _rows(form, field)])
    remarks = [line for field in form.fields for line in _remarks(form, field)]
    return "\n".join([*lines, "", *(["## Remarks", "", *remarks, ""] if remarks else [])])


def _facts_about(form: Form) -> list[str]:
    lines = [
        f"- Name `{form.name}`, number {form.number}, version {form.version}, programme {form.programme}.",
        f"- Compartment `{form.compartment.code}`. Written by: {', '.join(form.by)}. How often: {form.frequency}.",
    ]
    if form.counts_as:
        lines.append(f"- Counts as: {form.counts_as}.")
    if form.facts_linked is False:
        lines.append("- Its facts carry no person.")
    for rule in form.compartment_by:
        moves = "everything" if rule.moves == ("*",) else ", ".join(f"`{name}`" for name in rule.moves)
        what = "only that option" if rule.option_only else "only that row" if rule.row_only else moves
        lines.append(f"- A sealed option of `{rule.field}` moves {what} to its own compartment.")
    if form.sections:
        parts = (f"{one.label('es')} ({', '.join(f'`{name}`' for name in one.fields)})" for one in form.sections)
        lines.append(f"- [Sections](../services.md#the-page-of-a-form) of its page: {'; '.join(parts)}.")
    service = "; ".join(list_service(form))
    return [*lines, *([f"- [Service](../services.md): {service}."] if service else [])]


def _rows(form: Form, field: Field) -> Iterable[list[str]]:
    yield _row(form, field, field.name)
    for column in field.fields:
        yield _row(form, column, f"{field.name}.{column.name}")


def _row(form: Form, field: Field, path: str) -> list[str]:
    number = str(field.number) if "." not in path else f"· {field.number}"
    return [
        number, f"`{path}`", field.label("es"), field.label("en"), _type(field), _limits(field), _needed(form, field),
        field.compartment.code, _to_facts(field), " ".join(sorted(field.marks)),
    ]  # fmt: skip


def _type(field: Field) -> str:
    parts = [f"calc: {field.result}" if field.type == "calc" else field.type]
    if field.coded_list:
        parts.append(f"list [`{field.coded_list}`](../lists.md#{field.coded_list})")
    if field.qualifier:
        parts.append(f"each with [`{field.qualifier}`](../lists.md#{field.qualifier})")
    if field.system:
        parts.append(f"system {field.system}" + (f" or {field.alt_system}" if field.alt_system else ""))
    if field.filter:
        parts.append(", ".join(f"{key.replace('_', ' ')} {_plain(value)}" for key, value in field.filter.items()))
    return ", ".join(parts)


def _limits(field: Field) -> str:
    parts = []
    if field.min is not None or field.max is not None:
        parts.append(f"{_limit(field.min)} to {_limit(field.max)}".strip())
    if field.warn_min is not None or field.warn_max is not None:
        low = f"below {field.warn_min}" if field.warn_min is not None else ""
        high = f"above {field.warn_max}" if field.warn_max is not None else ""
        parts.append("warns " + " or ".join(part for part in (low, high) if part))
    for least, most, what in (
        (field.min_items, field.max_items, "answers"),
        (field.min_length, field.max_length, "characters"),
    ):
        if least is not None or most is not None:
            parts.append(f"{least or 0} to {'any' if most is None else most} {what}")
    if field.pattern:
        parts.append(f"pattern `{field.pattern}`")
    return "; ".join(parts) + (f" {field.unit}" if field.unit else "")


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return "any"
    if not isinstance(limit, dict):
        return str(limit)
    days = limit.get("plus_days")
    start = f"`{limit['field']}`" if "field" in limit else "today"
    return f"{start} {days:+d} days" if isinstance(days, int) else start


def _needed(form: Form, field: Field) -> str:
    if field.when:
        when = describe_condition(field.when, form)
        return f"asked and needed when {when}" if field.required else f"asked when {when}"
    return "to close" if field.required else ""


def _to_facts(field: Field) -> str:
    if field.facts is None:
        return ""
    linked = ", without person" if field.facts.linked is False else ""
    since = f" `{field.facts.from_}`" if field.facts.from_ else ""
    band = f" of `{field.facts.list}`" if field.facts.list else ""
    return f"`{field.facts.row}`: {FACTS_AS[field.facts.as_]}{since}{band}{linked}"


def _remarks(form: Form, field: Field) -> Iterable[str]:
    path = f"{form.name}.{field.name}"
    texts = [field.note] if field.note else []
    if field.check:
        texts.append(f"must hold: {describe_condition(field.check, form)}")
    calculation = CALCULATIONS.get(path)
    if calculation and calculation.compute.__doc__:
        returned = calculation.compute.__doc__.strip().split("\n")[0]
        texts.append("computed: " + returned.removeprefix("Return ").removesuffix("."))
    if path in JUDGED:
        texts.append("computed: " + JUDGED[path])
    if path in UNCOMPUTED:
        texts.append("not computed: " + UNCOMPUTED[path])
    if texts:
        yield f"- `{field.name}`: {'; '.join(texts)}"
    for column in field.fields:
        if column.note:
            yield f"- `{field.name}.{column.name}`: {column.note}"


def describe_condition(condition: object, form: Form) -> str:
    """Return a condition as a sentence, with English labels.

    >>> describe_condition({"field": "person.sex", "op": "in", "value": ["f", "x"]}, get_form("sv"))
    'person.sex is one of Female, Intersex'
    """
    assert isinstance(condition, dict)
    for joint in ("and", "or"):
        if joint in condition:
            parts = [describe_condition(part, form) for part in condition[joint]]
            return f" {joint} ".join(f"({part})" if " and " in part or " or " in part else part for part in parts)
    if "not" in condition:
        return f"not ({describe_condition(condition['not'], form)})"
    name, op = str(condition["field"]), str(condition["op"])
    subject = DERIVED.get(name, name)
    if name in ("@closing", "@pregnant") and condition.get("value") is True:
        return subject
    return f"{subject} {OPS[op]} {_value(condition.get('value'), name, form)}".rstrip()


def _value(value: object, name: str, form: Form) -> str:
    if isinstance(value, dict):
        return str(value.get("field"))
    values = value if isinstance(value, list) else [] if value is None else [value]
    return ", ".join(_code_label(one, name, form) for one in values)


def _code_label(code: object, name: str, form: Form) -> str:
    if isinstance(code, bool):
        return "yes" if code else "no"
    field = _question(name, form)
    if field is not None and field.coded_list and str(code) in get_list(field.coded_list):
        return get_list(field.coded_list).label(str(code), "en")
    return str(code)


def _question(name: str, form: Form) -> Field | None:
    if name in fields_by_path(form):
        return fields_by_path(form)[name]
    other, dot, question = name.partition(".")
    try:
        return get_form(other).field(question) if dot else None
    except UnknownForm:
        return None


def render_lists() -> str:
    """Return the page of all coded lists and of the morbidity lines."""
    lines = [GENERATED, "# Coded lists", "", "Codes are for ever; labels may change.", ""]
    for name in list_names():
        coded = get_list(name)
        rows = [
            [
                f"`{option.code}`",
                *(option.labels[language] for language in ("es", "en", "fr")),
                option.compartment or "",
            ]
            for option in coded.options
        ]
        lines += [f"## {name}", "", *([f"Source: {coded.source}.", ""] if coded.source else [])]
        lines += [*_table(["Code", "Español", "English", "Français", "Moves to"], rows), ""]
    lines += ["## Morbidity lines", "", "Only the codes of ICD-10 (WHO, 2019) are used; labels are our own.", ""]
    rows = [
        [f"`{line.code}`", line.labels["es"], line.labels["en"], line.labels["fr"], " ".join(line.icd10),
         " ".join(sorted(line.flags)), line.compartment]
        for line in get_diagnoses().values()
    ]  # fmt: skip
    head = ["Code", "Español", "English", "Français", "ICD-10", "Flags", "Compartment"]
    return "\n".join([*lines, *_table(head, rows), ""])


def render_doubts() -> str:
    """Return the page of what is asked about before it is signed, and never refused."""
    about_sizes, about_fit = doubts.sources()
    return "\n".join([
        GENERATED, "# What is asked before it is signed", "",
        "Beyond these limits the page asks, once; whoever signs says that it is so. Nothing here refuses anybody.", "",
        "## Sizes by age", "", f"Source: {about_sizes}", "",
        *_table(["Question", "From", "Asked below", "Asked above"], doubts.list_sizes()), "",
        "## Sizes against the last value", "",
        *_table(["Question", "From", "Within", "Asked from less", "Asked from more"], doubts.list_changes()), "",
        "## Examples and slips of the unit", "",
        *_table(["Question", "Example", "Español", "English"], doubts.list_slips()), "",
        "## Sex and age", "", f"Source: {about_fit}", "",
        *_table(["Form or question", "Codes", "Fits", "Years"], doubts.list_fits()), "",
        "## External causes that are offered", "", "ICD-10 (WHO, 2019), chapter XX. Any other code of it may be typed.", "",
        *_table(["Code", "Español", "English", "Français"], doubts.list_causes()), "",
    ])  # fmt: skip


def _plain(value: object) -> str:
    return " ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(head), "|" + "---|" * len(head), *(line(row) for row in rows)]
