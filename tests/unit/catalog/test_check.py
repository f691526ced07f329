"""The rules between declarations, each broken once."""

import tomllib
from collections.abc import Callable
from dataclasses import replace

import pytest

from posta.catalog import calculations
from posta.catalog.language.form import FOLDER, define_form
from posta.catalog.tooling.consistency import Book, check_catalog, read_book
from posta.terms.diagnoses import get_diagnosis
from posta.terms.lists import CodedList, Option

LABELS = {"es": "a", "en": "a", "fr": "a"}
Change = Callable[[Book], Book]


def sound() -> Book:
    return read_book([])


def test_the_catalogue_is_sound() -> None:
    assert check_catalog() == []


def with_form(name: str, change: Callable[[dict], object]) -> Change:  # type: ignore[type-arg]
    """The book with one form declared differently."""

    def apply(book: Book) -> Book:
        declared = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        change(declared)
        forms = tuple(define_form(declared) if form.name == name else form for form in book.forms)
        return replace(book, forms=forms)

    return apply


def with_field(form: str, field: str, **keys: object) -> Change:
    """The book with one question declared differently; None takes a key away."""

    def change(declared: dict) -> None:  # type: ignore[type-arg]
        group, _, column = field.partition(".")
        found = next(one for one in declared["fields"] if one["name"] == group)
        if column:
            found = next(one for one in found["fields"] if one["name"] == column)
        found.update(keys)

    return with_form(form, change)


def with_list(name: str, *options: Option) -> Change:
    return lambda book: replace(book, lists={**book.lists, name: CodedList(name, options)})


def with_line(**keys: object) -> Change:
    line = replace(get_diagnosis("ari_upper"), **keys)  # type: ignore[arg-type]
    return lambda book: replace(book, diagnoses={**book.diagnoses, "ari_upper": line})


def leaf(field: str, op: str = "eq", value: object = "x") -> dict[str, object]:
    return {"field": field, "op": op, "value": value}


def age_set(**groups: tuple[str, ...]) -> Change:
    return lambda book: replace(book, age_sets={"age5": groups})


def with_row(**keys: object) -> Change:
    return lambda book: replace(
        book, minimal_rows=(replace(book.minimal_rows[0], **keys), *book.minimal_rows[1:])  # type: ignore[arg-type]
    )  # fmt: skip


def with_schedule(**keys: object) -> Change:
    return lambda book: replace(book, schedules=(replace(book.schedules[0], **keys),))  # type: ignore[arg-type]


def with_mark(**labels: str) -> Change:
    return lambda book: replace(book, marks={**book.marks, "marks": {"I": labels}})


BROKEN: list[tuple[str, Change]] = [
    # lists
    ("list kit.a-b: code 'a-b' has characters", with_list("kit", Option("a-b", LABELS))),
    ("list kit.a: label fr is empty", with_list("kit", Option("a", {"es": "a", "en": "a"}))),
    ("list kit.a: label es has stray", with_list("kit", Option("a", {**LABELS, "es": "dos  espacios"}))),
    ("list kit.a: there is no compartment secret", with_list("kit", Option("a", LABELS, "secret"))),
    ("list kit.a: unknown derived value @mood", with_list("kit", Option("a", LABELS, None, leaf("@mood")))),
    ("list kit.a: reads nothing", with_list("kit", Option("a", LABELS, None, leaf("nothing")))),
    ("marks I: label en is empty", with_mark(es="a", fr="a")),
    # diagnoses
    ("diagnosis ari_upper: label es is empty", with_line(labels={"en": "a", "fr": "a"})),
    ("diagnosis ari_upper: ICD-10", with_line(icd10=())),
    ("diagnosis ari_upper: ICD-10", with_line(icd10=("J6",))),
    ("diagnosis ari_upper: unknown flag or group", with_line(flags=frozenset("Z"))),
    ("diagnosis ari_upper: unknown flag or group", with_line(group="nothing")),
    ("diagnosis ari_upper: flags and compartment disagree", with_line(flags=frozenset("X"))),
    ("diagnosis ari_upper: flags and compartment disagree", with_line(compartment="mental_health")),
    # forms
    ("number 63 is above 62: the chart notes", with_form("opd", lambda form: form.update(number=63))),
    ("forms: a name or a number is used twice", lambda book: replace(book, forms=(*book.forms, book.forms[0]))),
    ("form vitals: label es has stray", with_form("vitals", lambda form: form.update(es=" Signos"))),
    ("form vitals: there is no programme ZZZ", with_form("vitals", lambda form: form.update(programme="ZZZ"))),
    ("no option of visit_type has a compartment",
     with_form("visit", lambda form: form.update(compartment_by=[{"field": "visit_type", "moves": "*"}]))),
    ("vitals.avpu: list nothing does not exist", with_field("vitals", "avpu", list="nothing")),
    ("opd.injury_body: qualifier nothing", with_field("opd", "injury_body", qualifier="nothing")),
    ("vitals.hr when: reads nothing", with_field("vitals", "hr", when=leaf("nothing"))),
    ("vitals.hr when: reads person.nothing", with_field("vitals", "hr", when=leaf("person.nothing"))),
    ("vitals.hr when: unknown derived value @mood", with_field("vitals", "hr", when=leaf("@mood"))),
    ("vitals.hr when: sex has no code 'q'", with_field("vitals", "hr", when=leaf("person.sex", "eq", "q"))),
    ("vitals.hr when: cgi_s has no code '9'", with_field("vitals", "hr", when=leaf("mh_base.cgi_s", "in", [9]))),
    ("vitals.hr when: glucose_fasting has no code 'y'",
     with_field("vitals", "hr", when=leaf("glucose_fasting", "eq", "y"))),
    ("opd.advice when: dx_main has no code 'q'", with_field("opd", "advice", when=leaf("dx_main", "in", ["q"]))),
    ("opd.advice when: dx_main has no code 'Z'", with_field("opd", "advice", when=leaf("dx_main", "flag", ["Z"]))),
    ("opd.advice when: dx_main has no code 'q'", with_field("opd", "advice", when=leaf("dx_main", "group", "q"))),
    ("vitals.hr check: reads nothing", with_field("vitals", "hr", check=leaf("hr", "le", {"field": "nothing"}))),
    ("rank_after compares two lists",
     with_field("triage", "override_reason", when=leaf("colour", "rank_after", {"field": "red_signs"}))),
    ("opd.tests.value when: reads nothing", with_field("opd", "tests.value", when=leaf("nothing"))),
    ("referral.status_dt: min reads nothing", with_field("referral", "status_dt", min={"field": "nothing"})),
    # pages
    ("form nut: has no [[sections]]", with_form("nut", lambda form: form.pop("sections"))),
    ("form nut: refer stands in no section", with_form("nut", lambda form: form["sections"][0]["fields"].remove("refer"))),
    ("form nut: section measure is folded, and refer is always required",
     with_form("nut", lambda form: [form["sections"][0].update(folded=True),
                                    next(one for one in form["fields"] if one["name"] == "refer").update(required="always")])),
    ("form nut: beside forms: there is no nothing", with_form("nut", lambda form: form["beside"].update(forms=["nothing"]))),
    ("form nut: beside plan: none of its forms asks dx", with_form("nut", lambda form: form["beside"].update(plan=["dx"]))),
    ("form sw: need: among is a question of several answers", with_field("sw", "actions.need", among="status")),
    ("list kit: there is no group x", with_list("kit", Option("a", LABELS, group="x"))),
    ("conditions go in a circle",
     with_form("vitals", lambda form: [form["fields"][one].update(when=leaf(form["fields"][1 - one]["name"], "gt", 0))
                                       for one in (0, 1)])),
    ("person.age_value: facts list nothing",
     with_field("person", "age_value", facts={"row": "person", "as": "band", "list": "nothing"})),
    ("triage.seen_dt: facts are counted from nothing",
     with_field("triage", "seen_dt", facts={"row": "triage", "as": "minutes_since", "from": "nothing"})),
    ("visit.visit_dt: date in facts finer than a day",
     with_field("visit", "visit_dt", facts={"row": "visit", "as": "value"})),
    ("violence.v_asked: gives to facts outside",
     with_field("violence", "v_asked", facts={"row": "violence_any", "as": "code", "linked": False})),
    ("opd.violence_link: gives to facts outside",
     with_field("opd", "violence_link", facts={"row": "violence_link", "as": "code"})),
    # computed, planned, counted
    ("vitals.pulse: nothing computes it",
     with_form("vitals", lambda form: form["fields"].append(
         {"number": len(form["fields"]) + 1, "name": "pulse", "type": "calc", "result": "int", "compartment": "care", **LABELS}))),
    ("programme OPD: unknown, or with unknown forms", lambda book: replace(book, programmes={"OPD": ("nothing",)})),
    ("programme ZZZ: unknown", lambda book: replace(book, programmes={"ZZZ": ()})),
    ("schedule sv_pep: reads nothing", with_schedule(trigger=leaf("nothing.x"))),
    ("schedule sv_pep: `from` is not", with_schedule(after="visit.nothing")),
    ("schedule sv_pep: `from` is not", with_schedule(compartment="secret")),
    ("age set age5: does not partition", age_set(lt5=("m0_5",))),
    ("age set age5: does not partition", age_set(lt5=("m0_5",), ge5=("m0_5",))),
    ("age set age5: does not partition", age_set(lt5=("nothing",))),
    ("minimal row mh_session: no reason", with_row(why=" ")),
    ("minimal row mh_session: this compartment gives no rows", with_row(compartment="sexual_violence")),
    ("minimal row mh_session: comes from mh_base.nothing", with_row(sources=("mh_base.nothing",))),
]  # fmt: skip


@pytest.mark.parametrize(("words", "change"), BROKEN, ids=[words for words, _ in BROKEN])
def test_a_broken_rule_is_named(words: str, change: Change) -> None:
    findings = check_catalog(change(sound()))
    assert any(words in finding for finding in findings), findings


def test_a_calculation_without_a_question_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(calculations.CALCULATIONS, "vitals.nothing", calculations.CALCULATIONS["vitals.bmi"])
    assert check_catalog() == ["vitals.nothing: a calculation for a question that does not exist"]


def test_a_form_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from posta.catalog.errors import InvalidDefinition
    from posta.catalog.tooling import consistency

    def get_form(name: str) -> object:
        raise InvalidDefinition(name, "a rule")

    monkeypatch.setattr(consistency, "get_form", get_form)
    findings: list[str] = []
    assert read_book(findings).forms == ()
    assert "vitals: a rule" in findings
