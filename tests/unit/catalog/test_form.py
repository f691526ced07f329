"""Forms as declared: a wrong definition cannot exist, and numbers are for ever."""

from pathlib import Path

import pytest

from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidDefinition, UnknownForm
from posta.catalog.language.form import FOLDER, define_form, fields_by_path, get_form, get_form_by_number, list_forms

from .cases import declaration, question

NUMBERS = Path(__file__).parent / "numbers.txt"


def test_list_forms_gives_all_by_number() -> None:
    forms = list_forms()
    numbers = [form.number for form in forms]
    assert numbers == sorted(set(numbers))
    assert {form.name for form in forms} == {path.stem for path in FOLDER.glob("*.toml")}
    assert all(get_form_by_number(form.number) is form is get_form(form.name) for form in forms)


def test_counts_match_the_reference_data() -> None:
    """The reference data is where the catalogue began: questions are added, and none of its own is lost."""
    assert sum(len(form.fields) for form in list_forms()) >= 394 + 1  # person.age_date
    assert sum(len(field.fields) for form in list_forms() for field in form.fields) >= 59


def test_numbers_once_given_stay_with_their_question() -> None:
    """numbers.txt only grows: a line is never changed. A removed question stays in `retired`."""
    kept = "a number of the wire was changed: give the question its number back, or write it in `retired`; see the line"
    for line in NUMBERS.read_text(encoding="utf-8").splitlines():
        number, name = line.split()
        form_number, *numbers = (int(part) for part in number.split("."))
        form = get_form_by_number(form_number)
        assert name.split(".")[0] == form.name
        fields, retired = form.fields, form.retired
        for depth, part in enumerate(numbers, start=1):
            found = next((field for field in fields if field.number == part), None)
            if found is None:
                assert part in retired, f"{kept} {line}"
                break
            assert found.name == name.split(".")[depth], f"{kept} {line}"
            fields, retired = found.fields, found.retired


def test_every_number_in_use_is_recorded() -> None:
    recorded = set(NUMBERS.read_text(encoding="utf-8").splitlines())
    in_use = []
    for form in list_forms():
        for path, field in fields_by_path(form).items():
            group = f"{form.field(path.split('.')[0]).number}." if "." in path else ""
            in_use.append(f"{form.number}.{group}{field.number} {form.name}.{path}")
    new = [line for line in in_use if line not in recorded]
    assert not new, "append to tests/unit/catalog/numbers.txt, and change none of its lines:\n" + "\n".join(new)


@pytest.mark.parametrize("name", ["nothing", "../person", "Person", ""])
def test_get_form_when_unknown_raises(name: str) -> None:
    with pytest.raises(UnknownForm):
        get_form(name)


def test_unknown_number_and_field_raise() -> None:
    with pytest.raises(UnknownForm):
        get_form_by_number(99999)
    with pytest.raises(UnknownForm):
        get_form("opd").field("tests.nothing")


def test_a_column_is_found_by_its_path() -> None:
    assert get_form("opd").field("tests.result").coded_list == "test_result"
    assert get_form("person").field("phone").compartment is Compartment.CONTACTS


TEXT = question(1, "c", "text")
CODE_RULE = {"row": "trial", "as": "code"}
BROKEN_FIELDS = [
    ("small letters", question(1, "Name", "text")),
    ("number starts", question(0, "a", "text")),
    ("label fr is empty", question(1, "a", "text", fr=" ")),
    ("label es is empty or has stray", question(1, "a", "text", es="dos  espacios")),
    ("marks are", question(1, "a", "text", marks=["Z"])),
    ("does not exist", question(1, "a", "number")),
    ("needs a list", question(1, "a", "one")),
    ("known code system", question(1, "a", "code", system="snomed")),
    ("known target", question(1, "a", "ref", target="person")),
    ("result type", question(1, "a", "calc")),
    ("computed choice needs a list", question(1, "a", "calc", result="one")),
    ("needs columns", question(1, "a", "group")),
    ("cannot hold a group", question(1, "a", "group", fields=[question(1, "b", "group", fields=[TEXT])])),
    ("required is", question(1, "a", "text", required="yes")),
    ("no condition", question(1, "a", "text", required="when")),
    ("min is not a limit", question(1, "a", "date", min="yesterday")),
    ("max is not a limit", question(1, "a", "date", max={"rel": "birth"})),
    ("out of order", question(1, "a", "int", min=5, max=3)),
    ("out of order", question(1, "a", "decimal", min=5, warn_min=4)),
    ("needs min and max", question(1, "a", "int", min=5)),
    ("regular expression", question(1, "a", "text", pattern="[")),
    ("way to coarsen", question(1, "a", "bool", facts={"row": "trial", "as": "name"})),
    ("without a facts rule", question(1, "a", "bool", compartment="facts")),
    ("free text never", question(1, "a", "longtext", compartment="facts", facts=CODE_RULE)),
    ("text of a person", question(1, "a", "text", compartment="facts", facts=CODE_RULE)),
    ("identifying field", question(1, "a", "bool", compartment="facts", facts=CODE_RULE, marks=["I"])),
    ("no compartment", question(1, "a", "bool", compartment="secret")),
    ("unknown keys colour", question(1, "a", "bool", colour="red")),
    ("Expected", question(1, "a", "text", max_length="ten")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "broken"), BROKEN_FIELDS, ids=[words for words, _ in BROKEN_FIELDS])
def test_a_wrong_field_names_form_field_and_rule(words: str, broken: dict[str, object]) -> None:
    with pytest.raises(InvalidDefinition, match=words) as caught:
        define_form(declaration(broken))
    assert str(caught.value).startswith("trial")


A, B = question(1, "a", "bool"), question(2, "b", "bool")
BROKEN_FORMS = [
    ("name is used twice", declaration(A, question(2, "a", "bool"))),
    ("number is used twice", declaration(A, question(1, "b", "bool"))),
    ("number is used twice or reused", declaration(A, B, retired=[2])),
    ("number is missing", declaration(A, question(3, "b", "bool"))),
    ("small letters", declaration(A, name="Trial")),
    ("label en is empty", declaration(A, en="")),
    ("start at 1", declaration(A, version=0)),
    ("no compartment", declaration(A, compartment="secret")),
    ("no field nothing", declaration(A, compartment_by=[{"field": "nothing", "moves": "*"}])),
    ("inside a sealed form", declaration(A, compartment="protected")),
    ("holds orders", declaration({**A, "compartment": "admin"})),
    ("unlinked rows", declaration(
        question(1, "a", "bool", compartment="protected", facts={"row": "x", "as": "code"}), compartment="protected")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "broken"), BROKEN_FORMS, ids=[words for words, _ in BROKEN_FORMS])
def test_a_wrong_form_names_the_rule(words: str, broken: dict[str, object]) -> None:
    with pytest.raises(InvalidDefinition, match=words):
        define_form(broken)


def test_a_retired_number_fills_the_gap() -> None:
    form = define_form(declaration(A, question(3, "b", "bool"), retired=[2]))
    assert [field.number for field in form.fields] == [1, 3]


def test_labels_and_kind() -> None:
    vitals = get_form("vitals")
    assert vitals.label("en") == "Vital signs"
    assert vitals.field("bmi").kind == "decimal"
    assert vitals.field("temp_c").label("xx") == "Temperatura"
    assert get_form("opd").field("dx_other").is_many
