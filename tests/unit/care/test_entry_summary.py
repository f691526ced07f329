"""The line of an entry: what a clinician reads in passing, and nothing that says nothing."""

import random
from datetime import date

import pytest
from django.utils import translation

from posta.care.display.entries.entry_summary import (
    HIGH,
    LOW,
    NEGATIVE_ANSWERS,
    SummaryItem,
    summarise,
    summarise_vitals,
)
from posta.catalog import kinds
from posta.catalog.answers import validate
from posta.catalog.compartments import Compartment
from posta.catalog.language.answer_context import Age
from posta.catalog.language.form import get_form, list_forms
from posta.catalog.tooling.fake_answers import fake_answers, fake_context
from posta.chart.history.timeline import RevisionStatus, TimelineItem
from posta.clock import from_millis
from posta.ids import EntryId

GROWN, CHILD = Age(30, 360, 10_957), Age(3, 36, 1_096)
NOBODY = EntryId(bytes(16))
FORMS = [f.name for f in list_forms() if f.compartment is not Compartment.FACTS and f.name not in ("person", "visit")]


@pytest.fixture(autouse=True)
def spanish():
    with translation.override("es-mx"):
        yield


def item_of(**forms: dict[str, object]) -> TimelineItem:
    return TimelineItem(NOBODY, kinds.ENCOUNTER, 0, 0, 1, b"", forms, None, False, RevisionStatus.WRITTEN, NOBODY)


def said(parts: tuple[SummaryItem, ...]) -> list[str]:
    return [f"{part.words}{part.sign}" for part in parts]


def test_none_answers_and_computed_fields_are_left_out() -> None:
    """It read "Ninguno · Ninguno · Color calculado: Verde"."""
    calm = {"red_signs": ("none",), "yellow_signs": ("none",), "colour_calc": "green", "colour": "green"}
    assert summarise(item_of(triage=calm)).what == "Triaje: Verde"
    assert summarise(item_of(triage=calm)).parts == ()


def test_what_two_answers_say_in_the_same_words_is_said_once() -> None:
    """A dressing read "Curación · Curación", and a need with its action "Alojamiento · Alojamiento"."""
    dressed = {"complaint": "Curación", "dx_main": "foot_infect", "procedures": ("dressing",)}
    assert said(summarise(item_of(opd=dressed)).parts) == ["Curación"]


def test_a_consultation_tells_diagnosis_complaint_medicines_and_what_is_odd() -> None:
    told = summarise(
        item_of(
            visit={"disposition": "fu", "next_appt": date(2018, 12, 7)},
            vitals={"temp_c": 38.4, "hr": 88, "sbp": 118, "dbp": 74, "spo2": 90, "weight_kg": 61.0},
            triage={"colour": "green"},
            opd={"dx_main": "ari_upper", "complaint": "Tos", "rx": ({"drug": "N02BE01"},), "dehydration": "A"},
        ),
        GROWN,
    )
    assert told.what == "Infección respiratoria alta"
    assert said(told.parts) == [
        "Tos",
        "paracetamol",
        "TA 118/74",
        "Temp. 38.4 °C↑",
        "SpO₂ 90%↓",
        "Vuelve el 7 dic",
    ]


def test_a_triage_that_is_not_green_stays_with_the_visit() -> None:
    told = summarise(item_of(triage={"colour": "red"}, opd={"dx_main": "ari_upper"}), GROWN)
    assert said(told.parts) == ["Triaje: Rojo"]


@pytest.mark.parametrize(
    ("signs", "age", "odd"),
    [
        ({"hr": 118}, GROWN, HIGH), ({"hr": 101}, GROWN, HIGH), ({"hr": 100}, GROWN, ""), ({"hr": 59}, GROWN, LOW),
        ({"rr": 20}, GROWN, ""), ({"rr": 21}, GROWN, HIGH), ({"rr": 9}, GROWN, LOW), ({"rr": 39}, CHILD, ""), ({"rr": 40}, CHILD, HIGH), ({"hr": 131}, CHILD, ""),
        ({"hr": 131}, None, HIGH), ({"sbp": 140, "dbp": 80}, GROWN, HIGH), ({"sbp": 139, "dbp": 89}, GROWN, ""),
        ({"sbp": 89, "dbp": 60}, GROWN, LOW), ({"sbp": 150, "dbp": 95}, CHILD, ""), ({"temp_c": 38.0}, None, HIGH),
        ({"temp_c": 37.9}, None, ""), ({"temp_c": 35.9}, None, LOW), ({"spo2": 91}, None, LOW),
        ({"muac_mm": 124}, CHILD, LOW), ({"glucose_mgdl": 251}, None, HIGH),
    ],
)  # fmt: skip
def test_signs_out_of_the_ordinary_are_marked_by_age(signs: dict[str, object], age: Age | None, odd: str) -> None:
    assert [part.odd for part in summarise_vitals(signs, age)] == [odd]


@pytest.mark.parametrize(("conscious", "told"), [("a", ()), ("v", ("Responde a la voz",)), ("u", ("No responde",))])
def test_whoever_is_not_alert_is_said_to_be_so(conscious: str, told: tuple[str, ...]) -> None:
    """Nothing was said of those who do not respond at all: their code was taken for "unknown"."""
    assert tuple(part.words for part in summarise_vitals({"avpu": conscious}, GROWN, every=False)) == told


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_a_line_without_raw_codes(name: str) -> None:
    for seed in range(8):
        chance = random.Random(seed)
        context = fake_context(chance, now=from_millis(1_543_158_000_000))
        answers = validate(get_form(name), fake_answers(get_form(name), chance, context), context).answers
        told = summarise(item_of(**{name: answers}), GROWN)
        assert told.what
        assert not NEGATIVE_ANSWERS & {part.words for part in told.parts}
        assert not {"Sí", "No", "Ninguno", "Ninguna", "True"} & {part.words for part in told.parts}
