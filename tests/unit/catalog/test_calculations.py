"""What the forms compute, at the boundaries."""

from datetime import date, timedelta

import pytest

from posta.catalog.answers import validate
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import get_form

from .cases import NOW, TODAY, context


def computed(path: str, answers: dict[str, object], around: FormContext | None = None) -> object:
    form, _, name = path.partition(".")
    return validate(get_form(form), answers, around or context()).answers.get(name)


def aged(years: int, sex: str = "f") -> dict[str, object]:
    return {"sex": sex, "birth_date": date(2018 - years, 1, 2)}


def test_body_mass_index() -> None:
    assert computed("vitals.bmi", {"weight_kg": 60, "height_cm": 160}) == 23.4
    assert computed("vitals.bmi", {"weight_kg": 60}) is None


def test_weight_for_height_of_small_children_only() -> None:
    answers = {"weight_kg": 9.0, "height_cm": 75.0}
    assert computed("vitals.z_wflh", answers, context(person={"sex": "f", "birth_date": date(2017, 9, 1)})) == -0.18
    assert computed("vitals.z_wflh", answers, context(person=aged(6))) is None
    assert computed("vitals.z_wflh", answers, context(person={"birth_date": date(2017, 9, 1)})) is None


@pytest.mark.parametrize(
    ("muac", "oedema", "z", "expected"),
    [(114, "0", None, "SAM"), (115, "0", None, "MAM"), (124, "0", None, "MAM"), (125, "0", None, "normal"),
     (140, "1", None, "SAM"), (140, "0", -3.01, "SAM"), (140, "0", -3.0, "MAM"), (140, "0", -2.0, "normal"),
     (None, "2", None, "SAM"), (None, "0", -3.01, "SAM"), (None, None, -2.5, "MAM"), (None, "0", 0.0, None),
     (None, None, None, None), (125, None, None, "normal")],
)  # fmt: skip
def test_nutrition_class(muac: int | None, oedema: str | None, z: float | None, expected: str | None) -> None:
    around = context(person={"sex": "f", "birth_date": date(2017, 9, 1)}, latest={"vitals": {"z_wflh": z}})
    assert computed("nut.class", {"muac_mm": muac, "oedema": oedema}, around) == expected


@pytest.mark.parametrize(
    ("years", "vitals", "expected"),
    [
        (20, {"hr": 60}, False), (20, {"hr": 59}, True), (20, {"hr": 130}, False), (20, {"hr": 131}, True),
        (20, {"rr": 10}, False), (20, {"rr": 31}, True), (5, {"hr": 70}, False), (11, {"hr": 141}, True),
        (1, {"hr": 79}, True), (4, {"rr": 41}, True), (0, {"hr": 181}, True), (0, {"rr": 24}, True),
        (20, {"temp_c": 39.0}, False), (20, {"temp_c": 39.1}, True), (20, {"temp_c": 35.9}, True),
        (20, {"spo2": 92}, False), (20, {"spo2": 91}, True), (20, {"avpu": "v"}, True), (20, {"avpu": "a"}, False),
        (20, {}, None),
    ],
)  # fmt: skip
def test_high_risk_vital_signs(years: int, vitals: dict[str, object], expected: bool | None) -> None:
    around = context(person=aged(years), latest={"vitals": vitals})
    assert computed("triage.hr_vitals", {"tri_dt": NOW}, around) is expected


@pytest.mark.parametrize(
    ("red", "yellow", "spo2", "expected"),
    [
        (("stridor",), ("none",), 98, "red"), (("none",), ("pallor",), 98, "yellow"),
        (("none",), ("none",), 98, "green"), (("none",), ("none",), 91, "yellow"),
        (("none",), ("pallor",), 91, "red"), (("none",), (), 98, None),
        (("stridor",), (), 98, "red"), ((), (), 98, None),
    ],
)  # fmt: skip
def test_triage_colour(red: tuple[str, ...], yellow: tuple[str, ...], spo2: int, expected: str | None) -> None:
    around = context(latest={"vitals": {"spo2": spo2}})
    assert computed("triage.colour_calc", {"red_signs": red, "yellow_signs": yellow}, around) == expected


def born(**before: int) -> dict[str, object]:
    return {"sex": "f", "birth_date": TODAY - timedelta(**before)}


NEWBORN, MONTH_OLD, BABY, CHILD = born(days=7), born(days=40), born(days=250), born(days=2_000)


@pytest.mark.parametrize(
    ("person", "pregnant", "signs", "expected"),
    [
        (aged(20), True, {"sbp": 160, "dbp": 90}, "red"), (aged(20), True, {"sbp": 150, "dbp": 110}, "red"),
        (aged(20), True, {"sbp": 159, "dbp": 109}, "green"), (aged(20), None, {"sbp": 165, "dbp": 112}, "yellow"),
        (BABY, None, {"glucose_mgdl": 69}, "red"), (BABY, None, {"glucose_mgdl": 70}, "green"),
        (aged(20), None, {"hr": 49}, "red"), (aged(20), None, {"hr": 50}, "yellow"), (aged(20), None, {"hr": 151}, "red"),
        (aged(20), None, {"hr": 150}, "yellow"), (CHILD, None, {"hr": 151}, "yellow"),
        (CHILD, None, {"avpu": "u"}, "red"), (aged(20), None, {"avpu": "p"}, "yellow"),
        (aged(20), True, {"avpu": "v"}, "red"),
        (aged(20), None, {"avpu": "v", "temp_c": 39.1}, "red"), (CHILD, None, {"avpu": "v", "temp_c": 35.9}, "red"),
        (aged(20), None, {"avpu": "v", "temp_c": 39.0}, "yellow"), (aged(20), None, {"avpu": "a", "temp_c": 39.1}, "yellow"),
        (MONTH_OLD, None, {"temp_c": 39.1}, "red"), (BABY, None, {"temp_c": 39.1}, "yellow"),
        (CHILD, None, {"oedema": "1"}, "yellow"), (CHILD, None, {"oedema": "0"}, "green"),
        (CHILD, None, {"oedema": "2", "spo2": 91}, "red"), (aged(20), None, {"oedema": "1"}, "green"),
        (NEWBORN, None, {}, "red"), (born(days=8), None, {}, "yellow"), (born(days=214), None, {}, "green"),
        ({"sex": "f"}, None, {"hr": 160, "temp_c": 39.1}, "red"),
    ],
)  # fmt: skip
def test_a_criterion_that_was_measured_counts_though_nobody_ticked_it(
    person: dict[str, object], pregnant: bool | None, signs: dict[str, object], expected: str
) -> None:
    """A pregnant woman with 165/112 was "green" because "none" was ticked, and so was a child with a glucose of 55."""
    around = context(person=person, pregnant=pregnant, latest={"vitals": signs})
    assert computed("triage.colour_calc", {"red_signs": ("none",), "yellow_signs": ("none",)}, around) == expected


def test_lowering_the_colour_asks_for_a_reason() -> None:
    answers = {"red_signs": ("stridor",), "yellow_signs": ("none",), "colour": "green", "override_reason": "Mejora"}
    assert computed("triage.override_reason", answers) == "Mejora"
    assert computed("triage.override_reason", answers | {"colour": "red"}) is None


@pytest.mark.parametrize(
    ("hours", "interval"),
    [(0, "h72"), (72, "h72"), (72.1, "h120"), (120, "h120"), (120.1, "m6"), (183 * 24, "m6"), (183 * 24 + 1, "y")],
)
def test_windows_after_an_assault(hours: float, interval: str) -> None:
    answers = {"sv_dt": NOW - timedelta(hours=hours), "sv_dt_precision": "hour"}
    assert computed("sv.interval", answers) == interval
    assert computed("sv.hours_since", answers) == hours


def test_the_window_when_little_is_known() -> None:
    assert computed("sv.interval", {"sv_dt_precision": "unknown"}) == "unk"
    month = {"sv_dt": NOW - timedelta(days=3), "sv_dt_precision": "month"}
    assert computed("sv.interval", month) == "unk"
    assert computed("sv.hours_since", month) is None
    assert computed("sv.interval", month | {"sv_dt": NOW - timedelta(days=60)}) == "m6"
    assert computed("sv.interval", month | {"sv_dt": NOW - timedelta(days=400)}) == "y"


@pytest.mark.parametrize(
    ("hours", "hiv", "types", "expected"),
    [(72, "neg", ("rape_v",), True), (73, "neg", ("rape_v",), None), (10, "pos", ("rape_v",), False),
     (10, None, ("object",), True), (10, "neg", ("touch",), False), (10, "neg", ("unk",), True), (10, "neg", (), None)],
)  # fmt: skip
def test_who_may_have_prophylaxis(hours: int, hiv: str | None, types: tuple[str, ...], expected: bool | None) -> None:
    answers = {"sv_dt": NOW - timedelta(hours=hours), "sv_dt_precision": "hour", "hiv_base": hiv, "sv_type": types}
    assert computed("sv.pep_elig", answers) is expected


@pytest.mark.parametrize(
    ("hours", "person", "test", "types", "expected"),
    [
        (120, aged(20), "neg", ("rape_v",), True), (121, aged(20), "neg", ("rape_v",), None),
        (10, aged(20), "pos", ("rape_v",), False), (10, aged(20), "neg", ("rape_a",), None),
        (10, aged(20), "neg", ("unk",), True), (10, aged(8), None, ("rape_v",), True),
        (10, aged(7), None, ("rape_v",), False), (10, aged(20, "m"), None, ("rape_v",), False),
        (10, aged(20, "x"), None, ("rape_v",), True), (10, {}, None, ("rape_v",), None),
    ],
)  # fmt: skip
def test_who_may_have_emergency_contraception(
    hours: int, person: dict[str, object], test: str | None, types: tuple[str, ...], expected: bool | None
) -> None:
    answers = {"sv_dt": NOW - timedelta(hours=hours), "sv_dt_precision": "hour", "preg_test": test, "sv_type": types}
    assert computed("sv.ec_elig", answers, context(person=person)) is expected


def test_event_category_is_that_of_the_first() -> None:
    assert computed("mh_base.event_cat", {"events": ("e226", "e31"), "event_top": ("e226", "e31")}) == "2"
    assert computed("mh_base.event_cat", {}) is None


def test_session_counts_come_from_the_chart() -> None:
    assert computed("mh_fu.session_no", {"attended": True}, context(counts={"mh_fu": 0})) == 1
    assert computed("mh_fu.session_no", {"attended": True}, context(latest={"mh_fu": {"session_no": 4}})) == 5
    assert computed("mh_fu.session_no", {"attended": True}) is None
    assert computed("mh_close.sessions", {}, context(counts={"mh_fu.attended": 6})) == 6


def test_expected_delivery_and_weeks() -> None:
    lmp = TODAY - timedelta(days=100)
    assert computed("anc.edd", {"lmp": lmp}) == lmp + timedelta(days=280)
    assert computed("anc.ga_weeks", {"lmp": lmp}) == 14
    earlier = context(latest={"anc": {"edd": TODAY + timedelta(days=70)}})
    assert computed("anc.edd", {}, earlier) == TODAY + timedelta(days=70)
    assert computed("anc.ga_weeks", {}, earlier) == 30
    assert computed("anc.ga_weeks", {"lmp": TODAY - timedelta(days=309)}) is None


@pytest.mark.parametrize(("days", "expected"), [(0, True), (2, True), (3, False)])
def test_seen_within_48_hours(days: int, expected: bool) -> None:
    assert computed("pnc.pnc_48h", {"delivery_date": TODAY - timedelta(days=days)}) is expected


@pytest.mark.parametrize(
    ("method", "quantity", "expected"),
    [("coc", 3, date(2019, 2, 17)), ("pop", 1, date(2018, 12, 23)), ("coc", None, None),
     ("inj3", None, date(2019, 2, 24)), ("sayana", None, date(2019, 2, 24)), ("inj1", None, date(2018, 12, 23)),
     ("implant", None, date(2021, 11, 25)),
     ("iud_cu", None, date(2028, 11, 25)), ("condom_m", 20, None)],
)  # fmt: skip
def test_next_supply(method: str, quantity: int | None, expected: date | None) -> None:
    assert computed("fp.next_due", {"method": method, "qty": quantity}) == expected


@pytest.mark.parametrize(
    ("sbp", "dbp", "expected"), [(139, 89, True), (140, 89, False), (139, 90, False), (139, None, None)]
)
def test_pressure_control(sbp: int, dbp: int | None, expected: bool | None) -> None:
    assert computed("ncd.bp_ctrl", {"ncd_dx": ("htn",), "sbp": sbp, "dbp": dbp}) is expected


@pytest.mark.parametrize(
    ("hba1c", "fbg", "expected"),
    [(7.9, 300, True), (8.0, 90, False), (None, 180, True), (None, 181, False), (None, None, None)],
)
def test_diabetes_control(hba1c: float | None, fbg: int | None, expected: bool | None) -> None:
    assert computed("ncd.dm_ctrl", {"hba1c": hba1c, "fbg": fbg}) is expected


def test_treatment_runs_out_and_lasts_after_departure() -> None:
    assert computed("ncd.run_out", {"days_supplied": 30}) == date(2018, 12, 25)
    assert computed("ncd.run_out", {"days_supplied": 0}) is None
    around = context(latest={"ncd": {"run_out": date(2018, 12, 25)}})
    assert computed("move.stock_days", {"leave_date": date(2018, 11, 28)}, around) == 27
    assert computed("move.stock_days", {"leave_date": date(2018, 12, 28)}, around) == 0
    assert computed("move.stock_days", {"leave_date": date(2018, 11, 28)}) is None


def test_days_of_treatment_never_come_from_a_sealed_form() -> None:
    """The number stands in facts, where psychotropics and prophylaxis must not show."""
    around = context(latest={"psych": {"rx": ({"drug": "N06AB03", "days": 5},)}, "sv": {"pep_days": 28}})
    assert computed("move.stock_days", {"leave_date": TODAY}, around) is None


def test_length_of_stay() -> None:
    answers = {"adm_date": date(2018, 11, 1), "exit_date": date(2018, 11, 20)}
    assert computed("res.los", answers) == 19
    assert computed("res.los", {"adm_date": date(2018, 11, 1)}) is None


def test_case_number() -> None:
    assert computed("case.case_no", {}, context(counts={"case": 11})) == "tenosique_la72-2018-012"
    assert computed("case.case_no", {}) is None


@pytest.mark.parametrize(
    ("symptoms", "days", "expected"),
    [(("fever", "myalgia"), 10, True), (("fever", "myalgia"), 11, False), (("fever", "cough"), 1, False),
     (("anosmia", "myalgia"), 1, False), (("headache", "sorethroat"), None, True), (("none",), None, False),
     ((), 1, None)],
)  # fmt: skip
def test_covid_definition(symptoms: tuple[str, ...], days: int | None, expected: bool | None) -> None:
    onset = None if days is None else TODAY - timedelta(days=days)
    assert computed("covid.case_def", {"symp": symptoms, "onset": onset}) is expected


def test_cardiovascular_risk_stays_uncomputed() -> None:
    answers = {"ncd_dx": ("htn",), "sbp": 180, "dbp": 100, "tobacco": "current"}
    assert computed("ncd.cvrisk", answers) is None


def test_what_is_computed_cannot_be_typed() -> None:
    assert computed("vitals.bmi", {"bmi": 99.0}) is None
