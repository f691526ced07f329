"""Every limit at its edge: the last value that is taken and the first that is not, written out.

Where a limit moved by one, nothing else would show it: an honest program stays far within, and a hostile one is refused a
little later, at another limit or in an error that nobody expected.
"""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from posta.catalog import bounds, structural_acts
from posta.catalog.answering.normalise import in_list_order, normalise_value
from posta.catalog.answers import InvalidAnswers, validate
from posta.catalog.encoding.shapes import ABOUT, CHECKS, REMOVES, REPLACES, are_forms
from posta.catalog.errors import InvalidValue
from posta.catalog.language.field import Field
from posta.catalog.language.form import get_form

from .cases import NOW, TODAY, context, question, trial


@pytest.mark.parametrize(
    ("kind", "make", "least", "most"),
    [
        (bounds.Id, bytes, 16, 16), (bounds.Key, bytes, 32, 32), (bounds.Signature, bytes, 0, 64),
        (bounds.EpochId, bytes, 8, 8), (bounds.KeyName, bytes, 0, 8), (bounds.Pseudonym, bytes, 12, 12), (bounds.Box, bytes, 0, 4096),
        (bounds.HeaderBytes, bytes, 71, 731), (bounds.Word, "x".__mul__, 0, 64), (bounds.Line, "x".__mul__, 0, 500),
        (bounds.Millis, int, 0, 13_569_465_600_000), (bounds.Day, int, 0, 157_054), (bounds.LocalDay, int, -1, 157_054),
        (bounds.Minute, int, 0, 226_157_760), (bounds.Small, int, 0, 255), (bounds.PostNumber, int, 0, 9_007_199_254_740_991),
        (bounds.CompartmentNumber, int, 1, 7), (bounds.Place, int, 0, 4_611_686_018_427_387_903),
        (bounds.LastPlace, int, -1, 4_611_686_018_427_387_903), (bounds.Count, int, 0, 1_000_000_000),
    ],
)  # fmt: skip
def test_a_value_on_the_wire_is_taken_up_to_its_bound(kind, make, least, most) -> None:
    for size in (least, most):
        assert msgspec.convert(make(size), kind) == make(size)
    for size in (least - 1, most + 1):
        if size >= 0 or make is int:
            with pytest.raises(msgspec.ValidationError):
                msgspec.convert(make(size), kind)


def test_the_bounds_that_others_go_by() -> None:
    assert (bounds.FIRST_DAY, bounds.LAST_DAY) == (-62_091, 157_054)
    assert (bounds.LONGEST_WORD, bounds.LONGEST_LINE, bounds.LONGEST_TEXT) == (64, 500, 20_000)
    assert (bounds.MOST_ROWS, bounds.MOST_CODES, bounds.DEEPEST) == (500, 500, 6)
    assert (bounds.MOST, bounds.LAST_FORM) == (1_000_000_000_000, 62)
    assert (bounds.LAST_FOUNDED, bounds.LAST_POST) == (65_535, 9_007_199_254_740_991)
    assert (bounds.DAY, bounds.YEAR) == (86_400_000, 31_622_400_000)


RECORDED = 1_543_104_000_000


@pytest.mark.parametrize(
    ("occurred", "recorded", "expected"),
    [
        (0, RECORDED, True), (-1, RECORDED, False),
        (RECORDED + 31_622_400_000, RECORDED, True), (RECORDED + 31_622_400_001, RECORDED, False),
        (bounds.LAST_MOMENT, bounds.LAST_MOMENT, True), (bounds.LAST_MOMENT + 1, bounds.LAST_MOMENT, False),
        (0, bounds.LAST_MOMENT, True), (0, bounds.LAST_MOMENT + 1, False),
    ],
)  # fmt: skip
def test_what_an_entry_tells_of_can_have_been(occurred: int, recorded: int, expected: bool) -> None:
    for counter in (0, 65_535):
        assert bounds.is_believable(occurred, (recorded << 16) + counter) is expected


def field(type_: str, **keys: object) -> Field:
    return trial(question(1, "x", type_, **keys)).field("x")


def refusal(of: Field, value: object) -> tuple[str, object]:
    """The rule by which a value is refused, and the limit that it names; both empty if it is taken."""
    try:
        normalise_value(of, value)
    except InvalidValue as error:
        return error.rule, error.params.get("limit")
    return "", None


TAKEN = ("", None)


@pytest.mark.parametrize(
    ("type_", "keys", "within", "beyond", "rule", "limit"),
    [
        ("text", {}, "x" * 500, "x" * 501, "too_long", 500),
        ("longtext", {}, "x" * 20_000, "x" * 20_001, "too_long", 20_000),
        ("text", {"max_length": 80}, "x" * 80, "x" * 81, "too_long", 80),
        ("text", {"min_length": 3}, "xxx", "xx", "too_short", 3),
        ("text", {}, "5", 5, "type", None),
        ("text", {"pattern": "[0-9]+"}, "12", "1a", "pattern", None),
        ("int", {"min": 3, "max": 9}, 3, 2, "min", 3),
        ("int", {"min": 3, "max": 9}, 9, 10, "max", 9),
        ("int", {"min": 0, "max": 10**13}, 10**12, 10**12 + 1, "max", 10**12),
        ("decimal", {}, -(10.0**12), -(10.0**12) - 0.5, "max", 10**12),
        ("decimal", {"max": 2.5}, 2.5, 2.6, "max", 2.5),
        ("one", {"list": "sex"}, "f", 5, "type", None),
        ("many", {"list": "transport", "max_items": 2}, ("walk", "bus"), ("walk", "bus", "train"), "too_many", 2),
        ("many", {"list": "transport", "min_items": 2}, ("walk", "bus"), ("walk",), "too_few", 2),
        ("code", {"system": "icd10"}, "A09", ("A09", "A00"), "one_only", None),
        ("code", {"system": "icd10", "pattern": "A.*"}, "A09", "B20", "pattern", None),
    ],
)  # fmt: skip
def test_an_answer_is_taken_up_to_its_limit(type_, keys, within, beyond, rule, limit) -> None:
    one = field(type_, **keys)
    assert refusal(one, within) == TAKEN
    assert refusal(one, beyond) == (rule, limit)


def test_none_of_a_list_stands_alone_and_an_empty_choice_says_nothing() -> None:
    disability = get_form("person").field("disability")
    assert normalise_value(disability, ("none",)) == ("none",)
    assert refusal(disability, ("none", "see")) == ("none_excludes", None)
    assert normalise_value(disability, frozenset()) == ()


def test_a_reference_has_at_most_sixty_four_letters() -> None:
    post = get_form("visit").field("post")
    assert refusal(post, "x" * 64) == refusal(post, "x") == TAKEN
    assert refusal(post, "x" * 65) == refusal(post, "x\n") == ("type", None)


def test_a_moment_is_kept_to_the_millisecond() -> None:
    moment = datetime(2018, 11, 25, 12, 0, 0, 999_998, UTC)
    assert normalise_value(field("datetime"), moment) == moment.replace(microsecond=999_000)


def test_codes_stand_in_the_order_of_their_list_with_or_without_a_side() -> None:
    disability = get_form("person").field("disability")
    assert in_list_order(disability, ("hear:l", "zz", "see", "aa")) == ("see", "hear:l", "aa", "zz")


def broken(form: object, answers: dict[str, object], **around: object) -> set[tuple[str, str]]:
    try:
        validate(form, answers, context(**around))  # type: ignore[arg-type]
    except InvalidAnswers as error:
        return {(problem.path, problem.rule) for problem in error.problems}
    return set()


def test_a_group_has_at_most_two_hundred_rows_that_are_rows() -> None:
    opd = get_form("opd")
    assert broken(opd, {"tests": [{"test": "hb"}] * 200}) == set()
    assert broken(opd, {"tests": [{"test": "hb"}] * 201}) == {("tests", "too_many")}
    assert broken(opd, {"tests": ["hb"]}) == {("tests", "type")}
    assert broken(opd, {"tests": {"test": "hb"}}) == {("tests", "type")}


@pytest.mark.parametrize(
    ("keys", "warned"),
    [
        ({"warn_min": 3, "warn_max": 5}, {2: "unlikely_low", 3: "", 5: "", 6: "unlikely_high"}),
        ({"warn_min": 3}, {2: "unlikely_low", 3: "", 9: ""}),
        ({"warn_max": 5}, {0: "", 5: "", 6: "unlikely_high"}),
        ({}, {0: "", 9: ""}),
    ],
)  # fmt: skip
def test_a_number_warns_beyond_what_its_question_calls_likely(keys, warned) -> None:
    form = trial(question(1, "x", "int", min=0, max=9, **keys))
    for value, rule in warned.items():
        assert [one.rule for one in validate(form, {"x": value}, context()).warnings] == ([rule] if rule else [])


def test_a_row_that_says_none_stands_alone() -> None:
    person = get_form("person")
    name = next(one.name for one in person.fields if one.name.startswith("allerg"))
    (column,) = (one.name for one in person.field(name).fields if one.coded_list and one.required)
    none, some = {column: "none"}, {column: "penicillin"}
    assert broken(person, {name: (none,)}) == set()
    assert broken(person, {name: (some,)}) == set()
    assert broken(person, {name: (some, {column: "latex"})}) == set()
    assert broken(person, {name: (some, none)}) == {(f"{name}.1.{column}", "none_excludes")}
    assert broken(person, {name: (none, some, none)}) == {(f"{name}.0.{column}", "none_excludes")}


DAY = timedelta(days=1)


def test_a_day_is_taken_up_to_its_limit() -> None:
    anc, visit = get_form("anc"), get_form("visit")
    for days, expected in ((-310, set()), (-311, {("lmp", "earliest")}), (0, set()), (1, {("lmp", "latest")})):
        assert {one for one in broken(anc, {"lmp": TODAY + days * DAY}) if one[0] == "lmp"} == expected
    assert broken(visit, {"visit_dt": NOW}) == set()
    after = trial(
        question(1, "first", "date"),
        question(2, "then", "date", min={"field": "first", "plus_days": 3}, max={"field": "first", "plus_days": 5}),
    )
    for days, rule in ((2, "earliest"), (3, ""), (5, ""), (6, "latest")):
        found = broken(after, {"first": TODAY, "then": TODAY + days * DAY})
        assert found == ({("then", rule)} if rule else set())


def test_what_is_unlikely_for_an_age_goes_by_its_last_month() -> None:
    def warned(months: int, arm: int) -> set[str]:
        born = (
            date(2018 - months // 12, 11 - months % 12, 25) if months % 12 < 11 else date(2017 - months // 12, 12, 25)
        )
        around = context(person={"sex": "f", "birth_date": born})
        return {
            one.rule for one in validate(get_form("vitals"), {"muac_mm": arm}, around).warnings if one.path == "muac_mm"
        }

    assert warned(6, 114) == warned(59, 114) == {"danger_low"}
    assert "danger_low" not in warned(5, 114)
    assert warned(20, 115) == set()
    assert warned(20, 114) == {"danger_low"}
    assert warned(20, 125) == set()


BOX = bytes([9, *bytes(31)])


def is_read(act: type[structural_acts.Act], *values: object) -> bool:
    """Whether an act with these values is taken from the wire."""
    try:
        msgspec.convert(list(values), act)
    except msgspec.ValidationError:
        return False
    return True


def test_an_arrival_is_called_done_or_left() -> None:
    assert all(is_read(structural_acts.ArrivalStatus, state) for state in ("called", "done", "left"))
    assert not any(is_read(structural_acts.ArrivalStatus, state) for state in ("", "waits", "Called"))


def test_a_hand_over_names_a_trade_and_one_line() -> None:
    assert is_read(structural_acts.HandOver)
    assert not structural_acts.HandOver().reserved
    assert is_read(structural_acts.HandOver, "astronaut", "x" * 500, True), "a trade of a newer program is kept"
    assert not is_read(structural_acts.HandOver, "x" * 65)
    assert not is_read(structural_acts.HandOver, "nurse", "x" * 501)


@pytest.mark.parametrize(
    ("incarnation", "sequence", "size", "expected"),
    [
        (0, 0, 32, True), (1, 9, 32, True), (0, 2**62 - 1, 32, True), (1, 10, 32, False), (2, 0, 32, False),
        (0, 0, 31, False), (0, 0, 33, False), (-1, 0, 32, False), (0, -1, 32, False), (0, 2**62, 32, False),
    ],
)  # fmt: skip
def test_a_head_that_stands_is_no_later_than_what_stands(incarnation, sequence, size, expected) -> None:
    heads = [[incarnation, sequence, bytes(size)]]
    assert is_read(structural_acts.DeviceRevocation, bytes(16), 1, 9, "", b"", heads) is expected
    if size == 32 and incarnation >= 0:  # made here, where nothing but the act itself looks at the values
        made = structural_acts.DeviceRevocation
        values = {"feed": bytes(16), "incarnation": 1, "sequence": 9, "heads": ((incarnation, sequence, bytes(size)),)}
        if expected:
            assert made(**values).heads
        else:
            with pytest.raises(ValueError, match="no later"):
                made(**values)


def test_heads_that_an_act_is_made_with_are_looked_at_as_those_that_come() -> None:
    for head in ((-1, 0, bytes(32)), (0, 0, bytes(31)), (0, 0, bytes(33)), (0, 1 << 62, bytes(32)), (0, -1, bytes(32)),
                 (1, -1, bytes(32))):  # fmt: skip
        with pytest.raises(ValueError, match="no later"):
            structural_acts.DeviceRevocation(feed=bytes(16), incarnation=1, sequence=9, heads=((0, 0, bytes(32)), head))


def test_a_row_of_counts_has_at_most_sixty_columns() -> None:
    for columns, expected in ((60, True), (61, False)):
        assert (
            is_read(structural_acts.UnlinkedCounts, [["a", "b", {str(i): "x" for i in range(columns)}, 1]]) is expected
        )


def test_what_an_act_does_not_say_is_no() -> None:
    enrolled = structural_acts.Enrolment(verify_key=bytes(32), box_public=BOX, post=None, label="x")
    named = structural_acts.Appointment(
        staff=bytes(16), name="Ana", role="nurse", compartments=(), box_public=BOX, verify_key=bytes(32)
    )
    assert (structural_acts.Arrival().reserved, enrolled.administers, named.custodian) == (False, False, False)
    event = structural_acts.MissionEvent(id="e1", date="2018", kind="opening", text={})
    assert (event.staff, event.people) == (0, 0)
    planned, account = structural_acts.PlannedVisit(day=9, place=1), structural_acts.MissionAccount(as_of="2018")
    assert (planned.reserved, account.demonstration) == (False, False)


@pytest.mark.parametrize(
    ("day", "first", "last", "expected"),
    [
        (9, None, None, True), (9, 9, 9, True), (9, 8, 10, True), (9, 8, None, True), (9, None, 10, True),
        (9, 10, None, False), (9, None, 8, False), (9, 10, 11, False), (9, 7, 8, False),
    ],
)  # fmt: skip
def test_a_planned_day_lies_within_its_window(day, first, last, expected) -> None:
    assert is_read(structural_acts.PlannedVisit, day, 1, first, last) is expected


@pytest.mark.parametrize("state", sorted(structural_acts.PLANNED_STATES))
def test_what_became_of_a_planned_visit_has_a_day_if_it_was_moved(state: str) -> None:
    assert is_read(structural_acts.PlannedVisitOutcome, state) is (state != "moved")
    assert is_read(structural_acts.PlannedVisitOutcome, state, 9) is (state == "moved")
    assert not is_read(structural_acts.PlannedVisitOutcome, f"{state}x")


def test_nobody_is_expected_after_the_last_day() -> None:
    for last, expected in ((9, True), (10, True), (8, False)):
        assert is_read(structural_acts.ExpectedAt, 1, 9, last) is expected


def test_what_a_diagnosis_says_of_an_injury_stands_unless_somebody_says_otherwise() -> None:
    opd, path = get_form("opd"), "opd.injury_cause"
    assert validate(opd, {"dx_main": "foot_blister"}, context()).answers["injury_cause"] == "X50"
    assert validate(opd, {"dx_main": "foot_blister", "injury_cause": "W19"}, context()).answers["injury_cause"] == "W19"
    corrected = context(hidden_questions=frozenset({path}))
    assert "injury_cause" not in validate(opd, {"dx_main": "foot_blister"}, corrected).answers


def test_of_two_signs_that_are_not_offered_the_first_is_named() -> None:
    man = context(person={"sex": "m", "birth_date": date(1950, 1, 1)})
    (warning,) = (one for one in validate(get_form("triage"), {"red_signs": ("cold_ext", "testis")}, man).warnings
                  if one.rule == "not_offered")  # fmt: skip
    assert warning.params["code"] == min(("cold_ext", "testis"), key=in_red_signs)


def in_red_signs(code: str) -> int:
    signs = get_form("triage").field("red_signs")
    return in_list_order(signs, ("cold_ext", "testis")).index(code)


def test_a_key_to_which_nothing_can_be_sealed_is_no_key() -> None:
    for act, others in (
        (structural_acts.Enrolment, {"verify_key": bytes(32), "post": None, "label": "x"}),
        (
            structural_acts.Appointment,
            {"staff": bytes(16), "name": "A", "role": "nurse", "compartments": (), "verify_key": bytes(32)},
        ),
        (structural_acts.KeyEpoch, {"epoch": bytes(8), "compartment": 1, "network": ""}),
    ):
        key = "public" if act is structural_acts.KeyEpoch else "box_public"
        assert act(**others, **{key: BOX})
        with pytest.raises(ValueError, match="Nothing can be sealed"):
            act(**others, **{key: bytes(32)})


def comes_in(form: str, name: str, value: object, *, counted: bool = False) -> bool:
    """Whether an answer that came from another computer is taken."""
    declared = get_form(form)
    return are_forms({declared.number: {declared.field(name).number: value}}, counted=counted)


def deep(levels: int) -> object:
    return [deep(levels - 1)] if levels else "x"


@pytest.mark.parametrize(
    ("form", "name", "within", "beyond"),
    [
        ("person", "alias", "x" * 500, "x" * 501), ("opd", "complaint", "x" * 500, "x" * 20_001),
        ("vitals", "temp_c", 450.0, 450.1), ("vitals", "temp_c", -450, -451), ("vitals", "hr", 30, 30.5),
        ("vitals", "muac_mm", 5_000, 5_001), ("vitals", "muac_mm", -5_000, -5_001),
        ("visit", "next_appt", 157_054, 157_055), ("visit", "next_appt", -62_091, -62_092),
        ("visit", "visit_dt", 13_569_465_600_000, 13_569_465_600_001),
        ("visit", "visit_dt", -5_364_662_400_000, -5_364_662_400_001),
        ("person", "sex", "x" * 64, "x" * 65), ("visit", "transport", ["x"] * 500, ["x"] * 501),
        ("visit", "transport", ["x" * 64], ["x" * 65]), ("visit", "post", "x" * 64, "x" * 65),
        ("opd", "tests", [{}] * 500, [{}] * 501), ("opd", "tests", {499: {}}, {500: {}}), ("opd", "tests", {0: {}}, {-1: {}}),
        ("opd", "tests", [{1: "hb"}], [{1: ["hb"]}]), ("opd", "tests", [{99: deep(6)}], [{99: deep(7)}]),
        ("opd", "tests", [{1: None}], [{True: "hb"}]), ("opd", "tests", [], "none"),
        ("vitals", "temp_c", None, True), ("vitals", "temp_c", 37, float("nan")), ("visit", "next_appt", 0, 0.0),
    ],
)  # fmt: skip
def test_an_answer_of_another_computer_is_taken_up_to_its_bound(form, name, within, beyond) -> None:
    assert comes_in(form, name, within)
    assert not comes_in(form, name, beyond)


def test_what_is_not_known_is_taken_as_plain_values_of_a_bounded_depth() -> None:
    for number, expected in ((62, True), (63, False), (-1, False), (True, False), ("1", False)):
        assert are_forms({number: {1: "x"}}, counted=False) is expected
    for value, expected in ((deep(6), True), (deep(7), False), ({"a": deep(5)}, True), ({"a": deep(6)}, False),
                            (float("inf"), False), (1.5, True), (b"x", True), (date(2018, 1, 1), False)):  # fmt: skip
        assert are_forms({61: {1: value}}, counted=False) is expected
    assert not are_forms([], counted=False)
    assert not are_forms({61: {1.0: "x"}}, counted=False)
    assert not are_forms({61: []}, counted=False)


def test_what_replaces_and_removes_names_entries_by_their_ids() -> None:
    allergies = get_form("person").field("allergies").number
    assert (ABOUT, REPLACES, REMOVES) == (0, 0, 1)
    for about, expected in (
        ({REPLACES: [bytes(16)]}, True), ({REPLACES: [bytes(15)]}, False), ({REPLACES: [bytes(17)]}, False),
        ({REPLACES: ["x" * 16]}, False), ({REPLACES: bytes(16)}, False), ({REMOVES: {allergies: [{}]}}, True),
        ({REMOVES: {allergies: "x"}}, False), ({REMOVES: []}, False),
        ({REMOVES: {get_form("person").field("age_value").number: "y25_44"}}, False),
    ):  # fmt: skip
        assert are_forms({ABOUT: about}, counted=False) is expected


def test_a_number_without_limits_is_one_that_can_be_computed_with() -> None:
    fits = CHECKS["decimal"](field("decimal"))
    assert [fits(value) for value in (1e12, -1e12, 1e12 + 1, -1e12 - 1)] == [True, True, False, False]


def test_a_whole_number_is_at_most_ten_times_its_limit_either_way() -> None:
    fits = CHECKS["int"](field("int", min=-3, max=7))
    assert [fits(value) for value in (70, -70, 71, -71)] == [True, True, False, False]


def test_counting_takes_coarse_copies_and_nothing_finer() -> None:
    for value in ("y25_44", True, 12, ["a"], 1e12):
        assert comes_in("person", "age_value", value, counted=True)
    for value in ("x" * 65, {"a": 1}, 1e12 + 1, ["x" * 65], b"x"):
        assert not comes_in("person", "age_value", value, counted=True)
