"""Values from other computers: what no honest program writes is refused where it is read, whatever it is a value of.

A contact of the year 10000 once made the page of its person, and the search that found them, fail at every post for
every colleague: it was received, kept, and could not be written out as a day.
"""

import math
import random
from itertools import count
from typing import get_type_hints

import msgspec
import pytest

from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.bounds import LAST_MOMENT
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import (
    AdminPayload,
    ClinicalPayload,
    FactsPayload,
    check_moment,
    decode_part,
    encode_part,
    read_act,
)
from posta.catalog.errors import CatalogError, MalformedPart, UnbelievableMoment
from posta.catalog.language.form import get_form
from posta.seal.keys import PersonKeys

NOW = 1_543_104_000_000
HEAD = {
    "kind": kinds.ENCOUNTER, "version": 1, "author": bytes(16), "person": bytes(16), "occurred": NOW, "precision": 0,
    "post": 1, "refers": None, "body": {},
}  # fmt: skip
COUNTED = (kinds.ENCOUNTER, 1, 1, 17_860, bytes(12), "m", "y20_24", "HN", "migrant", None, {})
OPD, VITALS, PERSON, VISIT = (get_form(name) for name in ("opd", "vitals", "person", "visit"))
encode = msgspec.msgpack.encode


def said(**other: object) -> bytes:
    return encode(ClinicalPayload(**{**HEAD, **other}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"occurred": -1}, {"occurred": 253_402_300_800_000}, {"occurred": 1 << 63}, {"occurred": (1 << 64) - 1},
        {"occurred": 1.5}, {"kind": -1}, {"kind": 1 << 40}, {"version": 1 << 40}, {"post": -1}, {"post": 1 << 53},
        {"precision": 1 << 40}, {"author": b"short"}, {"person": bytes(17)}, {"refers": bytes(400)}, {"person": "name"},
    ],
    ids=repr,
)  # fmt: skip
def test_a_head_beyond_its_bounds_is_refused(wrong: dict) -> None:
    with pytest.raises(MalformedPart):
        decode_part(Compartment.CARE, said(**wrong))


@pytest.mark.parametrize(
    ("place", "wrong"),
    [(2, -1), (3, 1 << 40), (3, -2), (4, b"x"), (5, "x" * 65), (6, 5), (7, None), (8, "x" * 400), (9, b"x")],
)
def test_a_head_of_facts_beyond_its_bounds_is_refused(place: int, wrong: object) -> None:
    values = list(COUNTED)
    values[place] = wrong
    with pytest.raises(MalformedPart):
        decode_part(Compartment.FACTS, encode(values))


@pytest.mark.parametrize(
    "plain", [b"", b"\xc1", encode([1, 2]), encode("words"), said(body=None)[:-1] + b"\xa2\xff\xfe", b"\x91" * 9000]
)
def test_bytes_that_are_no_part_are_refused(plain: bytes) -> None:
    """Text that is not UTF-8 came through as an error of its own kind, and was caught by chance."""
    with pytest.raises(MalformedPart):
        decode_part(Compartment.CARE, plain)


def _question(form: object, name: str, value: object) -> dict:
    return {form.number: {form.field(name).number: value}}  # type: ignore[attr-defined]


ODD_FORMS = [
    "forms", 7, [1], {"opd": {}}, {OPD.number: 5}, {OPD.number: [1]}, {OPD.number: {"a": 1}}, {63: {1: 1}}, {-1: {1: 1}},
    {1.0: {1: 1}}, {OPD.number: {1.0: "x"}}, {OPD.number: {True: "x"}},
    _question(OPD, "complaint", 5), _question(OPD, "complaint", {"a": 1}), _question(OPD, "complaint", "x" * 501),
    _question(OPD, "exam", "x" * 20_001), _question(OPD, "dx_main", ["a", "b"]), _question(OPD, "dx_main", {}),
    _question(OPD, "dx_main", "x" * 65), _question(OPD, "dx_other", "one"), _question(OPD, "dx_other", [["a"]]),
    _question(OPD, "dx_other", [{}]), _question(OPD, "dx_other", ["a"] * 501), _question(OPD, "rx", "x"),
    _question(OPD, "rx", [5]), _question(OPD, "rx", [{"drug": "x"}]), _question(OPD, "rx", [{1: [[]]}]),
    _question(OPD, "rx", [{}] * 501), _question(OPD, "rx", {-1: {}}), _question(OPD, "rx", {1 << 40: {}}),
    _question(VITALS, "temp_c", "hot"), _question(VITALS, "temp_c", math.nan), _question(VITALS, "temp_c", math.inf),
    _question(VITALS, "temp_c", 1e300), _question(VITALS, "hr", 1 << 60), _question(VITALS, "hr", 80.5),
    _question(VITALS, "hr", True), _question(PERSON, "birth_date", 1 << 40), _question(PERSON, "birth_date", "1990"),
    _question(PERSON, "birth_date", -800_000), _question(PERSON, "age_value", 1 << 60),
    _question(VISIT, "next_appt", 9_000_000), _question(VISIT, "visit_dt", 1 << 60), _question(VISIT, "visit_dt", "now"),
    {0: {0: [b"short"]}}, {0: {0: "ids"}},
]  # fmt: skip


@pytest.mark.parametrize("body", ODD_FORMS, ids=[f"{n}" for n, _ in zip(count(), ODD_FORMS, strict=False)])
@pytest.mark.parametrize("compartment", [Compartment.CARE, Compartment.PROTECTED])
def test_answers_of_another_shape_than_their_question_are_refused(compartment: Compartment, body: object) -> None:
    with pytest.raises(MalformedPart):
        decode_part(compartment, said(body=body))


@pytest.mark.parametrize(
    "body",
    [
        _question(OPD, "dx_main", "a_code_of_a_newer_list"), _question(OPD, "complaint", None),
        _question(VITALS, "temp_c", 40), {61: {1: {"new": [1, "x"]}}}, {OPD.number: {99: [{"new": True}]}},
        {0: {0: [bytes(16)]}, PERSON.number: {}},
    ],
    ids=repr,
)  # fmt: skip
def test_what_a_newer_edition_may_write_is_let_through(body: dict) -> None:
    assert decode_part(Compartment.CARE, said(body=body)).body == body


def test_values_of_unknown_questions_are_no_deeper_than_can_be_written_out() -> None:
    deep: object = 1
    for _ in range(40):
        deep = [deep]
    for wrong in (deep, math.nan, msgspec.msgpack.Ext(5, b"x")):
        with pytest.raises(MalformedPart):
            decode_part(Compartment.CARE, said(body={61: {1: wrong}}))


def test_the_coarse_copy_in_facts_is_a_word_a_number_or_yes() -> None:
    birth = _question(PERSON, "birth_date", "y20_24")
    assert decode_part(Compartment.FACTS, encode([*COUNTED[:-1], birth])).body == birth
    for wrong in ({"a": 1}, math.nan, b"x", [[]]):
        with pytest.raises(MalformedPart):
            decode_part(Compartment.FACTS, encode([*COUNTED[:-1], _question(PERSON, "birth_date", wrong)]))


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds.KINDS.values() if kind.act is not None], ids=lambda one: one.name
)
def test_no_act_takes_a_value_that_is_too_long_or_too_large(kind: kinds.Kind) -> None:
    """Each field of each act, one after the other: a text or key of a megabyte, a number beyond the database's."""
    assert kind.act is not None
    for place in range(len(kind.act.__struct_fields__)):
        for wrong in ("x" * 100_000, b"x" * 100_000, 1 << 63, -5, {"a": {"b": "x" * 9_999}}, [[["x" * 9_999] * 9]]):
            body: list[object] = [_least(one) for one in get_type_hints(kind.act, include_extras=True).values()]
            body[place] = wrong
            with pytest.raises(CatalogError):
                read_act(AdminPayload(kind.number, 1, None, NOW, None, body))


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"], ids=bytes.hex)
def test_a_key_to_which_nothing_can_be_sealed_is_no_key(point: bytes) -> None:
    """One such computer among those enrolled, and no stick was written any more: the whole file is sealed to each."""
    for kind, body in (
        (kinds.ENROLMENT, [bytes(range(32)), point, 1, "La 72"]),
        (kinds.APPOINTMENT, [bytes(16), "Ana", "nurse", [1, 2], point, bytes(range(32))]),
        (kinds.KEY_EPOCH, [bytes(8), 2, "route", point]),
    ):
        with pytest.raises(MalformedPart):
            read_act(AdminPayload(kind, 1, None, NOW, None, body))
        body[body.index(point)] = PersonKeys.generate(random.Random(1).randbytes).box_public
        read_act(AdminPayload(kind, 1, None, NOW, None, body))


def _least(kind: object) -> object:
    """A value of a type that is in order, so that only the other one is wrong; what is not found out so is None."""
    for value in (bytes(32), bytes(16), bytes(8), b"", "called", 1, False, [], {}, None):
        try:
            return msgspec.convert(value, kind)  # type: ignore[call-overload]
        except msgspec.ValidationError:
            continue
    return None


def test_what_happened_is_at_most_a_year_later_than_it_was_recorded() -> None:
    clock = NOW << 16
    year = 366 * 86_400_000
    check_moment(ClinicalPayload(**HEAD), clock)
    check_moment(ClinicalPayload(**{**HEAD, "occurred": NOW + year}), clock)
    check_moment(FactsPayload(*COUNTED[:3], -1, *COUNTED[4:]), clock)
    for occurred, at in ((NOW + year + 1, clock), (LAST_MOMENT, clock), (NOW, (1 << 64) - 1)):
        with pytest.raises(UnbelievableMoment):
            check_moment(ClinicalPayload(**{**HEAD, "occurred": occurred}), at)
    with pytest.raises(UnbelievableMoment):
        check_moment(FactsPayload(*COUNTED[:3], 40_000, *COUNTED[4:]), clock)


def test_what_an_honest_program_writes_comes_back_as_it_was() -> None:
    arrival = ClinicalPayload(**{**HEAD, "kind": kinds.ARRIVAL, "body": s.Arrival(reason="Pies", colour="red")})
    assert read_act(decode_part(Compartment.CARE, encode_part(arrival))) == arrival.body
