"""Whether forms, lists and the other declarations agree with each other: what `posta catalog check` runs.

A single file is checked when it is read (`language.field`, `language.form`); here are the rules between files. Each
finding names the place and the rule.

>>> check_catalog()
[]
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from posta.catalog.answering.compiled_form import compile_form
from posta.catalog.bounds import LAST_FORM
from posta.catalog.calculations import CALCULATIONS, JUDGED, UNCOMPUTED
from posta.catalog.compartments import Compartment
from posta.catalog.errors import CatalogError
from posta.catalog.language.condition import NO_VALUE
from posta.catalog.language.field import Field
from posta.catalog.language.form import FOLDER, SEALED, Form, fields_by_path, get_form
from posta.catalog.tooling.check_layout import check_layout
from posta.catalog.tooling.check_services import check_services
from posta.errors import InvalidData
from posta.terms.data_files import LANGUAGES, read_toml
from posta.terms.diagnoses import EXTERNAL, KINDS, Diagnosis, get_diagnoses
from posta.terms.lists import CodedList, get_list, list_names
from posta.terms.schedules import (
    Schedule,
    UnlinkedFactRow,
    get_age_sets,
    get_programme_services,
    get_programmes,
    list_schedules,
    list_unlinked_fact_rows,
)

CODE = re.compile(r"[A-Za-z0-9_]+")
ICD10 = re.compile(r"[A-Z]\d\d(\.\d{1,2})?")
COMPARTMENTS = frozenset(compartment.code for compartment in Compartment)
DERIVED = frozenset(("@age_years", "@age_months", "@age_days", "@pregnant", "@today", "@now", "@closing"))
COARSE_DATES = frozenset(("day", "month", "minutes_since", "hours_since"))
AGE_SETS_OF_SOME = frozenset(("age20",))
Faults = Iterator[str]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything declared, gathered so that it can be checked as a whole."""

    forms: tuple[Form, ...]
    lists: Mapping[str, CodedList]
    diagnoses: Mapping[str, Diagnosis]
    programmes: Mapping[str, tuple[str, ...]]
    schedules: tuple[Schedule, ...]
    age_sets: Mapping[str, Mapping[str, tuple[str, ...]]]
    minimal_rows: tuple[UnlinkedFactRow, ...]
    marks: Mapping[str, object]


def check_catalog(book: Book | None = None) -> list[str]:
    """Return what is wrong between the declarations, in words; empty when all is sound."""
    findings: list[str] = []
    if book is None:
        try:
            book = read_book(findings)
        except InvalidData as error:
            return [*findings, str(error)]
    for check in (
        _check_lists,
        _check_diagnoses,
        _check_forms,
        _check_calculations,
        _check_planning,
        _check_counting,
        _check_services,
        _check_layout,
    ):
        findings.extend(check(book))
    return findings


def read_book(findings: list[str]) -> Book:
    """Return all declarations; a form that cannot be read is named in the findings and left out."""
    forms = []
    for path in sorted(FOLDER.glob("*.toml")):
        try:
            forms.append(get_form(path.stem))
        except CatalogError as error:
            findings.append(str(error))
    return Book(
        tuple(forms),
        {name: get_list(name) for name in list_names()},
        get_diagnoses(),
        get_programmes(),
        list_schedules(),
        get_age_sets(),
        list_unlinked_fact_rows(),
        read_toml("marks.toml"),
    )


def _check_labels(where: str, labels: Mapping[str, str]) -> Faults:
    for language in LANGUAGES:
        text = labels.get(language) or ""
        if not text.strip():
            yield f"{where}: label {language} is empty"
        elif text != text.strip() or "  " in text or "\ufffd" in text:
            yield f"{where}: label {language} has stray characters"


def _check_code(where: str, code: str) -> Faults:
    if not CODE.fullmatch(code):
        yield f"{where}: code {code!r} has characters outside A-Z a-z 0-9 _"


# Lists and diagnoses


def _check_lists(book: Book) -> Faults:
    for name, coded in book.lists.items():
        yield from _check_code(f"list {name}", name)
        for option in coded.options:
            where = f"list {name}.{option.code}"
            yield from _check_code(where, option.code)
            yield from _check_labels(where, option.labels)
            if option.compartment and option.compartment not in COMPARTMENTS:
                yield f"{where}: there is no compartment {option.compartment}"
            if option.when and not option.of:  # what makes a diagnosis exact reads the consultation's own questions
                yield from _check_condition(where, option.when, book, None)
    for block in ("compartments", "marks"):
        table = book.marks.get(block)
        assert isinstance(table, dict)
        for code, labels in table.items():
            yield from _check_labels(f"{block} {code}", labels)


def _check_kinds(book: Book) -> Faults:
    """Check that every kind belongs to a line that holds its code.

    Every further code of a line must be a kind that can be chosen.
    """
    chosen: dict[str, set[str]] = {}
    for kind in book.lists[KINDS].options if KINDS in book.lists else ():
        line = book.diagnoses.get(kind.of)
        chosen.setdefault(kind.of, set()).add(kind.icd10)
        if line is None or kind.icd10 not in line.icd10:
            yield f"list {KINDS}.{kind.code}: line {kind.of} holds no code {kind.icd10}"
    for code, line in book.diagnoses.items():
        further = {one for one in line.icd10[1:] if one[0] not in EXTERNAL}
        if line.compartment == "facts" and further - chosen.get(code, set()):
            yield f"diagnosis {code}: of several ICD-10 codes each further one needs its kind in list {KINDS}"


def _check_diagnoses(book: Book) -> Faults:
    yield from _check_kinds(book)
    flags, groups = book.lists["morbidity_flag"], book.lists["morbidity_group"]
    for code, line in book.diagnoses.items():
        where = f"diagnosis {code}"
        yield from _check_code(where, code)
        yield from _check_labels(where, line.labels)
        if not line.icd10 or not all(ICD10.fullmatch(one) for one in line.icd10):
            yield f"{where}: ICD-10 codes are missing or malformed"
        if not all(flag in flags for flag in line.flags) or line.group not in groups:
            yield f"{where}: unknown flag or group"
        sealed = line.compartment in ("mental_health", "protected")
        if ("X" in line.flags) != (line.compartment == "sexual_violence") or ("M" in line.flags) != sealed:
            yield f"{where}: flags and compartment disagree"


# Forms


def _check_forms(book: Book) -> Faults:
    numbers = [form.number for form in book.forms]
    if len(set(numbers)) != len(numbers) or len({form.name for form in book.forms}) != len(numbers):
        yield "forms: a name or a number is used twice"
    for form in book.forms:
        if form.number > LAST_FORM:
            yield (
                f"form {form.name}: number {form.number} is above {LAST_FORM}: the chart notes the forms of "
                "an entry as bits of one whole number of the database; take a free number, or widen that note first "
                "(docs/adr, then LAST_FORM in posta/catalog/bounds.py)"
            )
        yield from _check_labels(f"form {form.name}", form.labels)
        if form.programme not in book.lists["programme"]:
            yield f"form {form.name}: there is no programme {form.programme}"
        yield from _check_moves(form, book)
        for field in form.fields:
            yield from _check_field(f"{form.name}.{field.name}", field, form, None, book)
            for column in field.fields:
                yield from _check_field(f"{form.name}.{field.name}.{column.name}", column, form, field, book)
        try:
            compile_form(form)
        except InvalidData as error:
            yield str(error)


def _check_moves(form: Form, book: Book) -> Faults:
    for rule in form.compartment_by:
        coded = book.lists.get(form.field(rule.field).coded_list or "")
        if coded is None or not any(option.compartment for option in coded.options):
            yield f"form {form.name}: compartment_by: no option of {rule.field} has a compartment"


def _check_field(where: str, field: Field, form: Form, group: Field | None, book: Book) -> Faults:
    for key, name in (("list", field.coded_list), ("qualifier", field.qualifier)):
        if name and name not in book.lists:
            yield f"{where}: {key} {name} does not exist"
    for key, condition in (("when", field.when), ("check", field.check)):
        if condition:
            yield from _check_condition(f"{where} {key}", condition, book, form, group)
    for key, limit in (("min", field.min), ("max", field.max)):
        if isinstance(limit, dict) and "field" in limit and _resolve(str(limit["field"]), book, form, group) is None:
            yield f"{where}: {key} reads {limit['field']}, which is not a question"
    yield from _check_facts(where, field, form, book)


def _check_facts(where: str, field: Field, form: Form, book: Book) -> Faults:
    rule = field.facts
    if rule is None:
        return
    if rule.list and rule.list not in book.lists:
        yield f"{where}: facts list {rule.list} does not exist"
    if rule.from_ and rule.from_ not in fields_by_path(form):
        yield f"{where}: facts are counted from {rule.from_}, which is not a question"
    if form.compartment is Compartment.CARE and field.kind in ("date", "datetime") and rule.as_ not in COARSE_DATES:
        yield f"{where}: date in facts finer than a day"
    if form.compartment in SEALED or field.compartment in SEALED:
        rows = {row.name for row in book.minimal_rows if row.compartment == field.compartment.code}
        if rule.linked is not False or rule.row not in rows:
            yield f"{where}: gives to facts outside the minimal rows of its sealed compartment"


# Conditions


def _check_condition(
    where: str, condition: object, book: Book, form: Form | None, group: Field | None = None
) -> Faults:
    for leaf in _leaves(condition):
        name, op = str(leaf.get("field")), str(leaf.get("op"))
        if name.startswith("@"):
            if name not in DERIVED:
                yield f"{where}: unknown derived value {name}"
            continue
        field = _resolve(name, book, form, group)
        if field is None:
            yield f"{where}: reads {name}, which is not a question"
        elif op not in NO_VALUE:
            yield from _check_value(where, op, leaf.get("value"), field, book, form, group)


def _leaves(condition: object) -> Iterator[Mapping[str, object]]:
    if isinstance(condition, list):
        for part in condition:
            yield from _leaves(part)
    elif isinstance(condition, dict):
        if "field" in condition:
            yield condition
        for key in ("and", "or", "not"):
            yield from _leaves(condition.get(key))


def _resolve(name: str, book: Book, form: Form | None, group: Field | None) -> Field | None:
    """Return the question a name means: in the group, then in the form, else `form.name` anywhere."""
    if group is not None:
        found = next((column for column in group.fields if column.name == name), None)
        if found is not None:
            return found
    if form is not None and name in fields_by_path(form):
        return fields_by_path(form)[name]
    other, _, question = name.partition(".")
    known = next((one for one in book.forms if one.name == other), None)
    return fields_by_path(known).get(question) if known else None


def _check_value(
    where: str, op: str, value: object, field: Field, book: Book, form: Form | None, group: Field | None
) -> Faults:
    if isinstance(value, dict):
        other = _resolve(str(value.get("field")), book, form, group)
        if other is None:
            yield f"{where}: reads {value.get('field')}, which is not a question"
        elif op == "rank_after" and other.coded_list != field.coded_list:
            yield f"{where}: rank_after compares two lists"
        return
    values = value if isinstance(value, list) else [value]
    if op == "flag":
        allowed: Iterable[object] | None = book.lists["morbidity_flag"].codes
    elif op == "group":
        allowed = book.lists["morbidity_group"].codes
    elif op in ("eq", "ne", "in", "nin", "has", "hasany"):
        allowed = _values_of(field, book)
    else:
        return
    if allowed is not None:
        plain = [str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in values]
        for one in plain:
            if one not in allowed:
                yield f"{where}: {field.name} has no code {one!r}"


def _values_of(field: Field, book: Book) -> Iterable[object] | None:
    if field.kind == "bool":
        return (True, False)
    if field.coded_list:
        coded = book.lists.get(field.coded_list)
        return coded.codes if coded else None
    return tuple(book.diagnoses) if field.system == "morbidity" else None


# What is computed, planned and counted


def _check_calculations(book: Book) -> Faults:
    declared = {f"{form.name}.{field.name}" for form in book.forms for field in form.fields if field.type == "calc"}
    for path in sorted(declared - CALCULATIONS.keys() - UNCOMPUTED.keys() - JUDGED.keys()):
        yield f"{path}: nothing computes it, and no reason is given"
    for path in sorted((CALCULATIONS.keys() | UNCOMPUTED.keys() | JUDGED.keys()) - declared):
        yield f"{path}: a calculation for a question that does not exist"


def _check_planning(book: Book) -> Faults:
    names = {form.name for form in book.forms}
    for code, forms in book.programmes.items():
        if code not in book.lists["programme"] or not set(forms) <= names:
            yield f"programme {code}: unknown, or with unknown forms"
    answered, services = get_programme_services(), book.lists["place_service"]
    for code in book.lists["programme"].codes:
        if code not in answered:
            yield f"programme {code}: programme_services.toml does not say which services of a place answer it"
    for code, named in answered.items():
        if code not in book.lists["programme"] or not set(named) <= set(services.codes):
            yield f"programme_services.toml: {code}: unknown, or with unknown services"
    for schedule in book.schedules:
        where = f"schedule {schedule.code}"
        for condition in (schedule.trigger, schedule.then_trigger, schedule.controlled):
            yield from _check_condition(where, condition, book, None) if condition else ()
        if _resolve(schedule.after, book, None, None) is None or schedule.compartment not in COMPARTMENTS:
            yield f"{where}: `from` is not a question, or the compartment does not exist"


def _check_services(book: Book) -> Faults:
    return check_services(book.forms, book.lists, book.schedules)


def _check_layout(book: Book) -> Faults:
    return check_layout(book.forms, book.lists)


def _check_counting(book: Book) -> Faults:
    bands = set(book.lists["fact_age_band"].codes) - {"unk"}
    for name, groups in book.age_sets.items():
        gathered = [band for members in groups.values() for band in members]
        missing = set() if name in AGE_SETS_OF_SOME else bands - set(gathered)
        if len(gathered) != len(set(gathered)) or set(gathered) - bands - {"unk"} or missing:
            yield f"age set {name}: does not partition fact_age_band"
    for row in book.minimal_rows:
        where = f"minimal row {row.name}"
        if not row.why.strip():
            yield f"{where}: no reason given"
        if row.compartment not in COMPARTMENTS or row.compartment == "sexual_violence":
            yield f"{where}: this compartment gives no rows"
        for source in row.sources:
            if " " not in source and _resolve(source, book, None, None) is None:
                yield f"{where}: comes from {source}, which is not a question"
