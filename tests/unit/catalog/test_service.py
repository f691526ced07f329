"""The `[service]` of a form: a wrong one cannot exist, and one that disagrees with other files is named."""

import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from posta.catalog.errors import InvalidDefinition
from posta.catalog.language import form as declared_forms
from posta.catalog.language.form import FOLDER, Form, define_form, get_form, list_forms
from posta.catalog.language.service import Service
from posta.catalog.tooling.consistency import check_catalog, read_book
from posta.catalog.tooling.service_page import KEYS, list_service, render_services

from .cases import declaration, question

A, DAY = question(1, "a", "int", min=0, max=9), question(2, "day", "date")
STATE = question(3, "state", "one", list="referral_status", required="always")
SENDING = {"name": "send", "es": "Enviar", "en": "Send", "fr": "Envoyer", "answers": {"state": "sent"}}
PRESSED = {"place": "actions", "icon": "plus", "es": "Botón", "en": "Button", "fr": "Bouton"}

BROKEN: list[tuple[str, dict[str, object]]] = [
    ("service heading: there is no question b", {"heading": "b"}),
    ("service summary: there is no question b", {"summary": ["a", "b"]}),
    ("service summary: bp needs the questions sbp and dbp", {"summary": ["bp"]}),
    ("service labelled: names only questions of the summary", {"labelled": ["a"]}),
    ("service diagnosis: there is no question b", {"diagnosis": "b"}),
    ("service departure: there is no question b", {"departure": "b"}),
    ("service repeats: there is no question b", {"repeats": "b", "screen": "own"}),
    ("service repeats: only a screen of its own begins with a copy", {"repeats": "a"}),
    ("service begins_now: there is no question b", {"begins_now": ["b"]}),
    ("service begins_now: a is no day", {"begins_now": ["a"]}),
    ("service heading_alone: there is no heading", {"heading_alone": True}),
    ("service follow_up: there is no question b", {"follow_up": {"question": "b", "first": "1"}}),
    ("service follow_up: question and first go together", {"follow_up": {"question": "a"}}),
    ("service follow_up: always is first or follow_up", {"follow_up": {"always": "never"}}),
    ("service follow_up.days and signs_of_hours are not negative", {"follow_up": {"days": -1}}),
    ("service follow_up.days and signs_of_hours are not negative", {"signs_of_hours": -1}),
    ("service ends_visit: a part of another visit ends none", {"ends_visit": True, "part_of_visit": True}),
    ("service ends_visit: a part of another visit ends none", {"ends_visit": True, "closes_arrival": False}),
    ("service reasons: what closes no arrival", {"reasons": ["pain"], "closes_arrival": False}),
    ("service reasons: any stands alone", {"reasons": ["any", "pain"]}),
    ("service screen: has small letters and - only", {"screen": "Own Screen"}),
    ("service offered_first: places start at 1", {"offered_first": {"doctor": 0}}),
    ("service offered_first: the form is not offered", {"offered_first": {"doctor": 1}, "offered": False}),
    ("service numbering: by is one of person, post_and_year", {"numbering": {"form": "trial", "by": "moon"}}),
    ("service button: place is one of next_step, waiting, actions", {"button": {**PRESSED, "place": "sky"}}),
    ("service button: its words are needed in es, en and fr", {"button": {**PRESSED, "fr": " "}}),
    ("trial [service]: unknown keys color", {"color": "red"}),
    ("trial [service.follow_up]: unknown keys weeks", {"follow_up": {"weeks": 2}}),
    ("Expected `bool`", {"ends_visit": "yes"}),
]


BUTTONS: list[tuple[str, dict[str, object]]] = [
    ("buttons have different names", {"buttons": [SENDING, SENDING], "decides": ["state"]}),
    ("buttons have different names", {"decides": ["state"]}),
    ("the words of send are needed in es, en and fr", {"buttons": [{**SENDING, "fr": ""}], "decides": ["state"]}),
    ("send leaves state open", {"buttons": [{**SENDING, "answers": {}}], "decides": ["state"]}),
    ("there is no question b", {"buttons": [SENDING], "decides": ["state", "b"]}),
    ("state = sent is no answer that a button decides", {"buttons": [SENDING]}),
    ("state = gone is no answer", {"buttons": [{**SENDING, "answers": {"state": "gone"}}], "decides": ["state"]}),
    ("day = sent is no answer", {"buttons": [SENDING], "decides": ["state"],
                                 "overrides": {"a": {"1": {"day": "sent"}}}}),
    ("unknown keys color", {"buttons": [SENDING], "decides": ["state"], "color": "red"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "signing"), BUTTONS, ids=[words for words, _ in BUTTONS])
def test_buttons_that_decide_nothing_or_too_little_are_named(words: str, signing: dict[str, object]) -> None:
    with pytest.raises(InvalidDefinition) as raised:
        define_form(declaration(A, DAY, STATE, service={"signing": signing}))
    assert words in str(raised.value)


@pytest.mark.parametrize(("words", "service"), BROKEN, ids=[words for words, _ in BROKEN])
def test_a_broken_rule_of_a_service_is_named_with_its_form(words: str, service: dict[str, object]) -> None:
    with pytest.raises(InvalidDefinition) as raised:
        define_form(declaration(A, DAY, service=service))
    assert "trial" in str(raised.value)
    assert words in str(raised.value)


def test_a_service_that_is_no_table_is_refused() -> None:
    with pytest.raises(InvalidDefinition, match=r"trial: \[service\] is a table"):
        define_form(declaration(A, service="dental"))


def test_a_file_without_a_service_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (FOLDER / "nut.toml").read_text(encoding="utf-8")
    start = text.index("[service]")
    (tmp_path / "nut.toml").write_text(text[:start] + text[text.index("[[fields]]") :], encoding="utf-8")
    monkeypatch.setattr(declared_forms, "FOLDER", tmp_path)
    with pytest.raises(InvalidDefinition, match=r"nut: \[service\] is missing"):
        get_form.__wrapped__("nut")  # the forms of the other tests stay as they were read


def test_a_form_answers_the_reasons_that_it_names() -> None:
    antenatal, consultation, vitals = (get_form(name).service for name in ("anc", "opd", "vitals"))
    assert [antenatal.answers(reason) for reason in ("pregnancy", "pain")] == [True, False]
    assert consultation.answers("pain")
    assert consultation.answers_all
    assert not vitals.answers("pain")


def test_a_form_is_offered_where_it_says_and_else_everywhere() -> None:
    anywhere, residence = (define_form(declaration(A, service=one)).service for one in ({}, {"posts": ["hospital"]}))
    assert [anywhere.is_offered_at(kind) for kind in ("hospital", "mobile_stop")] == [True, True]
    assert [residence.is_offered_at(kind) for kind in ("hospital", "mobile_stop")] == [True, False]


def test_a_button_speaks_three_languages() -> None:
    button = get_form("triage").service.button
    assert button is not None
    assert [button.label(language) for language in ("es", "en", "fr", "pt")] == ["Triaje", "Triage", "Triage", "Triaje"]


def test_every_key_has_its_line_on_the_page_and_every_form_too() -> None:
    assert list(KEYS) == [one.name for one in fields(Service)]
    page = render_services()
    assert all(f"`{key}`" in page for key in KEYS)
    assert all(f"(forms/{form.name}.md)" in page for form in list_forms())


def test_the_page_says_only_what_differs() -> None:
    assert list(list_service(define_form(declaration(A)))) == []
    assert list(list_service(define_form(declaration(A, service={"screen": "own", "closes_arrival": False})))) == [
        "closes_arrival: no",
        "screen: `own`",
    ]


def changed(name: str, **service: object) -> Form:
    """A form of the catalogue with other values in its service."""
    plain = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return define_form(plain | {"service": plain["service"] | service})


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("form nut: service follows: there is no nothing", changed("nut", follows="nothing")),
        ("form nut: service numbering: there is no nothing", changed("nut", numbering={"form": "nothing"})),
        ("form nut: service offered_first: there is no astronaut", changed("nut", offered_first={"astronaut": 1})),
        ("form nut: service posts: there is no moon", changed("nut", posts=["moon"])),
        ("form nut: service schedules: there is no nothing", changed("nut", schedules=["nothing"])),
        ("form nut: service schedules: wound and its trigger", changed("nut", schedules=["wound"])),
        ("form opd: service schedules: wound and its trigger", changed("opd", schedules=[])),
        ("form sw: service schedules: wound is of compartment care", changed("sw", schedules=["wound"])),
        ("service screen: consultation is the screen of", changed("nut", screen="consultation")),
        ("form ncd: service: move reads its answers", changed("ncd", read_by_others=False)),
    ],
)
def test_a_service_that_disagrees_with_other_files_is_named(words: str, form: Form) -> None:
    book = read_book([])
    findings = check_catalog(replace(book, forms=tuple(form if x.name == form.name else x for x in book.forms)))
    assert any(words in finding for finding in findings), findings


def test_a_form_names_roles_that_exist() -> None:
    book = read_book([])
    nut = replace(get_form("nut"), by=("astronaut",))
    findings = check_catalog(replace(book, forms=tuple(nut if x.name == "nut" else x for x in book.forms)))
    assert findings == ["form nut: service by: there is no astronaut"]
