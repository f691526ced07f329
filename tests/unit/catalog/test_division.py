"""Answers divided among compartments: one home for every value, coarse copies for counting, no trace of what moved."""

from datetime import date, timedelta

import pytest

from posta.catalog.answers import ValidatedForm, merge, split, unlinked_facts, validate
from posta.catalog.compartments import Compartment
from posta.catalog.language.form import Form, get_form, list_forms

from .cases import NOW, TODAY, context

FACTS, CARE, MENTAL, SEXUAL, PROTECTED, CONTACTS, _ADMIN = Compartment


def filled(form: str, **answers: object) -> ValidatedForm:
    return validate(get_form(form), answers, context())


def divided(form: str, **answers: object) -> dict[Compartment, dict[str, object]]:
    """The bodies with names instead of numbers, for reading."""
    one = filled(form, **answers)
    assert merge(one.form, split(one)) == one.answers
    names = {field.number: field.name for field in one.form.fields}
    return {home: {names[number]: value for number, value in body.items()} for home, body in split(one).items()}


def test_every_value_has_one_home() -> None:
    assert divided("vitals", temp_c=37, sbp=120, dbp=80) == {CARE: {"temp_c": 37.0}, FACTS: {"sbp": 120, "dbp": 80}}
    assert divided("opd", complaint="Tos", violence_link="n") == {
        CARE: {"complaint": "Tos"}, PROTECTED: {"violence_link": "n"},
    }  # fmt: skip
    assert divided("person", alias="Lucía", phone="+50499999999", contact_ok="n")[CONTACTS] == {
        "phone": "+50499999999", "contact_ok": "n",
    }  # fmt: skip
    assert divided("assess", other_actors="Cruz Roja") == {CARE: {"other_actors": "Cruz Roja"}}
    assert divided("anc", preg_sv="y") == {SEXUAL: {"preg_sv": "y"}}


def test_values_are_written_for_the_wire() -> None:
    body = split(filled("visit", visit_dt=NOW, next_appt=TODAY, transport=("train", "walk"), programme="OPD"))
    assert body[CARE] == {1: 1543170600000, 14: 17860, 8: ["train", "walk"]}


def test_facts_get_coarse_copies() -> None:
    assert divided("visit", visit_dt=NOW)[FACTS] == {"visit_dt": 17860}
    assert divided("person", disability=("see",))[FACTS]["disability"] is True
    assert divided("person", disability=("none",))[FACTS]["disability"] is False
    assert divided("anc", lmp=TODAY - timedelta(days=100))[FACTS]["edd"] == "2019-05"
    tri = divided("triage", tri_dt=NOW - timedelta(minutes=50), seen_dt=NOW)
    assert tri[FACTS] == {"tri_dt": 17860, "seen_dt": 50}
    sent = divided("referral", sent_dt=NOW - timedelta(hours=30), status_dt=NOW)
    assert sent[FACTS] == {"sent_dt": 17859, "status_dt": 30}
    newborn = divided("pnc", newborn=({"weight_g": 2499}, {"weight_g": 2500}, {"weight_g": 1499}))
    assert newborn[FACTS]["newborn"] == [{2: "g1500_2499"}, {2: "ge2500"}, {2: "lt1500"}]


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        ({"birth_date": date(2018, 8, 1)}, "m0_5"), ({"age_value": 14, "age_unit": "m"}, "y1"),
        ({"age_value": 30, "age_unit": "y"}, "y25_44"), ({}, "unk"),
        ({"age_value": 23, "age_unit": "m", "age_date": TODAY - timedelta(days=40)}, "y1"),
    ],
)  # fmt: skip
def test_the_age_band_stands_in_facts_however_the_age_was_told(answers: dict[str, object], band: str) -> None:
    assert divided("person", reg_date=TODAY, **answers)[FACTS]["age_value"] == band


def test_copies_are_not_values() -> None:
    form = get_form("person")
    assert merge(form, {FACTS: {7: "y25_44", 4: "f"}}) == {"sex": "f"}


def test_a_programme_of_a_sealed_service_takes_the_whole_visit_along() -> None:
    visit = {"visit_dt": NOW, "post": "p", "location_type": "shelter", "staff_role": "psychologist", "next_appt": TODAY}
    assert set(divided("visit", programme="OPD", **visit)) == {CARE, FACTS}
    for programme, home in (("MH", MENTAL), ("PSY", MENTAL), ("SV", SEXUAL), ("VIO", PROTECTED), ("SW", PROTECTED)):
        assert set(divided("visit", programme=programme, **visit)) == {home}


def test_a_sealed_destination_takes_the_referral_along() -> None:
    referral = {"sent_dt": NOW, "status": "sent", "urgency": "imm", "outcome": "Aceptada", "to_name": "hospital"}
    for to_type, reason, home in (
        ("sv", "specialist", SEXUAL), ("mh", "specialist", MENTAL), ("hosp", "legal", PROTECTED),
        ("sv", "legal", SEXUAL),
    ):  # fmt: skip
        parts = divided("referral", to_type=to_type, reason=reason, **referral)
        assert set(parts) == {home, FACTS}
        assert set(parts[FACTS]) == {"urgency", "status"}
    assert set(divided("referral", to_type="hosp", reason="higher", **referral)) == {CARE, FACTS}


def test_a_sealed_option_moves_alone() -> None:
    parts = divided("triage", yellow_signs=("wheeze", "sexual_assault", "pain_sev"))
    assert parts[CARE]["yellow_signs"] == ["wheeze", "pain_sev"]
    assert parts[SEXUAL] == {"yellow_signs": ["sexual_assault"]}
    alone = divided("triage", yellow_signs=("sexual_assault",))
    assert "yellow_signs" not in alone.get(CARE, {})
    scope = divided("move", pass_issued="issued", pass_scope=("allergies", "mh_continuity", "sv_continuity"))
    assert scope[MENTAL] == {"pass_scope": ["mh_continuity"]}
    assert scope[SEXUAL] == {"pass_scope": ["sv_continuity"]}
    mother = divided("pnc", mother_dx=("anaemia", "mental"))
    assert mother == {FACTS: {"mother_dx": ["anaemia"]}, MENTAL: {"mother_dx": ["mental"]}}
    assert divided("res", reason=("torture", "sv")) == {PROTECTED: {"reason": ["torture"]}, SEXUAL: {"reason": ["sv"]}}


@pytest.mark.parametrize(("intent", "home"), [("1", FACTS), ("2", PROTECTED), ("3", PROTECTED), ("4", MENTAL)])
def test_an_injury_done_by_violence_is_sealed(intent: str, home: Compartment) -> None:
    parts = divided("opd", dx_main="wound", injury_intent=intent)
    assert parts[home]["injury_intent"] == intent
    assert sum("injury_intent" in body for body in parts.values()) == 1


def test_rows_are_aligned_over_compartments() -> None:
    rows = ({"test": "hb", "result": "neg", "value": 12.5}, {"test": "preg", "result": "neg"})
    parts = divided("opd", tests=rows)
    assert parts == {FACTS: {"tests": [{1: "hb", 2: "neg"}, {1: "preg", 2: "neg"}]}, CARE: {"tests": [{3: 12.5}, {}]}}


def test_a_sealed_row_moves_and_leaves_no_gap() -> None:
    plan = (
        {"service": "psy", "goal": "Dormir"}, {"service": "med", "goal": "Caminar"},
        {"service": "legal", "goal": "Asilo"}, {"service": "work", "goal": "Empleo"},
        {"service": "psychiat", "goal": "x"},
    )  # fmt: skip
    parts = divided("res", plan=plan)
    assert parts[CARE]["plan"] == [{1: "med", 2: "Caminar"}, {1: "work", 2: "Empleo"}]
    assert parts[MENTAL]["plan"] == {0: {1: "psy", 2: "Dormir"}, 4: {1: "psychiat", 2: "x"}}
    assert parts[PROTECTED]["plan"] == {2: {1: "legal", 2: "Asilo"}}
    sessions = ({"date": TODAY, "service": "psy", "attended": True}, {"date": TODAY, "service": "ot", "attended": True})
    parts = divided("res", sessions=sessions)
    assert parts[FACTS]["sessions"] == [{1: 17860, 2: "ot", 3: True}]
    assert parts[MENTAL]["sessions"] == {0: {1: 17860, 2: "psy", 3: True}}


def test_without_the_key_the_rest_reads_well() -> None:
    one = filled("res", plan=({"service": "psy", "goal": "Dormir"}, {"service": "med", "goal": "Caminar"}))
    bodies = {home: body for home, body in split(one).items() if home is not MENTAL}
    assert merge(one.form, bodies) == {"plan": ({"service": "med", "goal": "Caminar"},)}


def test_merge_keeps_what_it_does_not_know() -> None:
    """An entry of a newer version: unknown numbers and codes are kept and shown raw."""
    form = get_form("opd")
    bodies = {
        CARE: {99: ["x"], 1: "Tos", 14: [{77: 3}, "odd"]},
        FACTS: {4: "line_of_2030", 6: ["a", "b"], 7: "not a day", 14: [{1: "q"}]},
    }  # fmt: skip
    assert merge(form, bodies) == {
        "?99": ["x"], "complaint": "Tos", "dx_main": "line_of_2030", "dx_other": ("a", "b"), "onset_date": "not a day",
        "tests": ({"?77": 3, "test": "q"}, {}),
    }  # fmt: skip
    assert merge(get_form("triage"), {CARE: {3: ["new_code", "rash"]}, SEXUAL: {3: ["sexual_assault"]}}) == {
        "yellow_signs": ("rash", "sexual_assault", "new_code")
    }
    assert merge(get_form("visit"), {CARE: {1: 10**40, 14: 10**12}})["visit_dt"] == 10**40


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_merge_of_nothing_is_nothing(form: Form) -> None:
    assert merge(form, {}) == {}


# Rows without a person


def test_a_session_gives_a_row_without_a_person() -> None:
    rows = unlinked_facts(filled("mh_base", mh_mode="ind", events=("e226",), event_top=("e226",)))
    assert rows == [
        ("mh_session", {"post": "tenosique_la72", "week": "2018SunW48", "sex": "f", "age18": "ge18", "mh_mode": "ind",
                        "attended": True, "new_file": True}),
        ("mh_category", {"post": "tenosique_la72", "month": "2018-11", "sex": "f", "event_cat": "2"}),
    ]  # fmt: skip
    (missed,) = unlinked_facts(filled("mh_fu", mh_mode="fam", attended=False))
    assert (missed[1]["attended"], missed[1]["new_file"], missed[1]["mh_mode"]) == (False, False, "fam")
    (seen,) = unlinked_facts(filled("psych", dx="depression"))
    assert (seen[0], seen[1]["mh_mode"], seen[1]["attended"]) == ("mh_session", "ind", True)


EVENTS = (
    {"v_type": ("rob", "threat"), "v_perp": ("gang", "police"), "v_place": "30039"},
    {"v_type": ("sex", "rob"), "v_perp": ("gang",), "v_place": "30039"},
    {"v_type": ("rob",), "v_perp": ("gang",)},
)


def test_other_sealed_forms_give_only_their_minimal_rows() -> None:
    month = {"post": "tenosique_la72", "month": "2018-11"}
    assert unlinked_facts(filled("violence", v_asked="yes", v_any="y")) == [
        ("violence_asked", {**month, "v_asked": "yes"})
    ]
    assert unlinked_facts(filled("opd", violence_link="y")) == [
        ("violence_link", {**month, "sex": "f", "violence_link": "y"})
    ]
    assert unlinked_facts(filled("opd")) == []
    assert unlinked_facts(filled("sw", needs=("shelter", "asylum"))) == [
        ("sw_need", {**month, "need": "shelter"}), ("sw_need", {**month, "need": "asylum"}),
    ]  # fmt: skip
    assert unlinked_facts(filled("vitals", sbp=120)) == []


def test_an_event_with_a_place_gives_a_row_for_each_perpetrator_unless_it_is_sexual() -> None:
    month = {"post": "tenosique_la72", "month": "2018-11"}
    assert unlinked_facts(filled("violence", v_asked="yes", v_any="y", events=EVENTS))[1:] == [
        ("violence_place", {**month, "place": "30039", "v_perp": "gang"}),
        ("violence_place", {**month, "place": "30039", "v_perp": "police"}),
    ]


def test_what_happened_since_the_last_post_gives_the_same_rows() -> None:
    month = {"post": "tenosique_la72", "month": "2018-11"}
    told = {"violence_link": "y", "since_place": "30039", "since_perp": ("gang", "police")}
    assert unlinked_facts(filled("opd", since_what=("rob",), **told))[1:] == [
        ("violence_place", {**month, "place": "30039", "v_perp": "gang"}),
        ("violence_place", {**month, "place": "30039", "v_perp": "police"}),
    ]
    assert unlinked_facts(filled("opd", since_what=("rob", "sex"), **told))[1:] == []


def test_a_recent_kidnapping_gives_one_row_of_the_week_and_nothing_else() -> None:
    row = ("kidnapping", {"post": "tenosique_la72", "week": "2018SunW48"})

    def rows(*events: dict[str, object]) -> list[tuple[str, dict[str, object]]]:
        return unlinked_facts(filled("violence", v_asked="yes", v_any="y", events=events))[1:]

    recent = {"v_type": ("kidnap", "threat"), "v_perp": ("gang",), "v_last30": True}
    assert rows(recent) == [row]
    assert rows(recent, recent) == [row], "somebody counts once, however often it happened"
    assert rows({**recent, "v_last30": False}) == rows({"v_type": ("kidnap",)}) == [], (
        "of long ago, or nobody knows when"
    )
    assert rows({**recent, "v_type": ("kidnap", "sex")}) == [], "of sexual violence nothing leaves"
    told = {"violence_link": "y", "since_perp": ("gang",)}
    assert unlinked_facts(filled("opd", since_what=("kidnap",), **told))[1:] == [row]
    assert unlinked_facts(filled("opd", since_what=("kidnap", "sex"), **told))[1:] == []
    assert unlinked_facts(filled("opd", since_what=("rob",), **told))[1:] == []


@pytest.mark.parametrize("form", ["sv", "sv_fu", "cert", "torture"])
def test_sexual_violence_and_torture_give_no_row(form: str) -> None:
    assert unlinked_facts(validate(get_form(form), {}, context())) == []


SEALED_FORMS = [form for form in list_forms() if form.compartment in (MENTAL, SEXUAL, PROTECTED)]


@pytest.mark.parametrize("form", SEALED_FORMS, ids=lambda form: form.name)
def test_a_sealed_form_leaves_nothing_in_facts_or_care(form: Form) -> None:
    import random

    from posta.catalog.tooling.fake_answers import fake_answers, fake_context

    for seed in range(5):
        chance = random.Random(seed)
        around = fake_context(chance)
        one = validate(form, fake_answers(form, chance, around), around)
        assert set(split(one)) <= {form.compartment}


def test_rows_have_the_columns_declared() -> None:
    from posta.terms.schedules import list_unlinked_fact_rows

    columns = {row.name: set(row.columns) for row in list_unlinked_fact_rows()}
    examples = [
        filled("mh_base", mh_mode="ind", events=("e226",), event_top=("e226",)), filled("violence", v_asked="declined"),
        filled("opd", violence_link="y", since_what=("kidnap",)), filled("sw", needs=("shelter",)),
        filled("violence", v_asked="yes", v_any="y", events=EVENTS),
    ]  # fmt: skip
    written = {name: set(row) for one in examples for name, row in unlinked_facts(one)}
    assert written == columns


def test_what_was_emptied_and_what_is_odd_gives_way_to_values() -> None:
    form = get_form("triage")
    signs, colour = form.field("yellow_signs").number, get_form("opd").field("complaint")
    assert merge(get_form("opd"), {CARE: {colour.number: None}}) == {"complaint": None}
    for bodies in (
        {CARE: {signs: ["wheeze"]}, SEXUAL: {signs: "odd"}},
        {CARE: {signs: ["wheeze"]}, SEXUAL: {signs: None}},
    ):
        assert merge(form, bodies) == {"yellow_signs": ("wheeze",)}
    whole = merge(get_form("vitals"), {CARE: {get_form("vitals").field("temp_c").number: 37}})["temp_c"]
    assert (whole, type(whole)) == (37.0, float)
