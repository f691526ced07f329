"""Who may do what, role by role, written out: the rule that every screen asks, and every refusal with its reason.

A rule that was turned round by mistake would show itself at one role and one form only, months later.
"""

import sqlite3
from dataclasses import replace

import pytest

from posta.catalog import kinds
from posta.catalog.compartments import Compartment as C
from posta.catalog.language.form import get_form, list_forms
from posta.ids import StaffId
from posta.mission.errors import Refused
from posta.mission.roles import ROLE_GROUPS, ROLES, Role, get_role, list_unopenable, may_record, role_at
from posta.mission.rules import permissions as may
from posta.mission.rules.withdrawal_rule import (
    ELSEWHERE,
    NOT_YOURS,
    EntryAuthorship,
    find_withdrawal_refusal,
    list_roles,
    may_correct,
)
from posta.mission.staff import Staff

CLINICAL = {C.FACTS, C.CARE}
# role: gives care, counts, administers, is discreet, corrects; compartments
TABLE = {
    "doctor": ("c...x", CLINICAL | {C.SEXUAL_VIOLENCE, C.PROTECTED}),
    "nurse": ("c....", CLINICAL),
    "midwife": ("c....", CLINICAL | {C.SEXUAL_VIOLENCE}),
    "psychologist": ("c..d.", CLINICAL | {C.MENTAL_HEALTH, C.PROTECTED}),
    "psychiatrist": ("c..d.", CLINICAL | {C.MENTAL_HEALTH}),
    "social_worker": ("c..d.", CLINICAL | {C.PROTECTED, C.CONTACTS}),
    "promoter": ("c....", CLINICAL),
    "logistician": (".....", {C.FACTS}),
    "team_leader": ("cn..x", CLINICAL),
    "residence_staff": ("c....", CLINICAL),
    "epidemiologist": (".n...", {C.FACTS}),
    "administrator": (".na..", {C.ADMIN}),
    "astronaut": (".....", set()),
}
OWN = {"psychologist": C.MENTAL_HEALTH, "psychiatrist": C.MENTAL_HEALTH, "social_worker": C.PROTECTED}
DIRECTORY = {"team_leader", "administrator"}
CARERS = {role for role, (marks, _) in TABLE.items() if "c" in marks}
NURSING = {"nurse", "midwife", "doctor"}
PROMOTING = {"promoter", "team_leader", "nurse"}
SUPPLYING = {"logistician", "team_leader"}
VIOLENCE = {"doctor", "nurse", "midwife", "psychologist", "psychiatrist", "social_worker"}
SHARED = {"any": CARERS, "nurse": NURSING, "promoter": PROMOTING, "logistician": SUPPLYING}
# Written out, so that a trade that slips into a declaration is noticed: a sealed form must stand here, a new open one may.
WRITTEN_OUT = {
    "anc": {"midwife", "doctor"}, "assess": {"team_leader", "epidemiologist"}, "case": NURSING,
    "cert": {"doctor", "psychologist"}, "covid": NURSING | PROMOTING, "death": NURSING, "ebs": CARERS | {"logistician", "epidemiologist"}, "fp": NURSING,
    "group": PROMOTING | {"psychologist"}, "mh_base": {"psychologist"}, "mh_close": {"psychologist"},
    "mh_fu": {"psychologist"}, "move": NURSING, "ncd": NURSING, "nut": NURSING | PROMOTING, "opd": NURSING,
    "person": CARERS, "pnc": {"midwife", "doctor"}, "psych": {"doctor", "psychiatrist"}, "referral": CARERS,
    "res": NURSING | {"residence_staff", "psychologist", "social_worker"}, "stock": SUPPLYING | NURSING, "sv": NURSING,
    "sv_fu": NURSING | {"psychologist"}, "sw": {"social_worker"}, "torture": {"doctor", "psychologist"}, "triage": NURSING | {"promoter", "team_leader"},
    "vacc": NURSING, "violence": VIOLENCE, "visit": CARERS, "vitals": NURSING, "wash": SUPPLYING,
}  # fmt: skip
RECORDED_BY = {form.name: set().union(*(SHARED.get(trade, {trade}) for trade in form.by)) for form in list_forms()}
ANA, BERTA = StaffId(b"A" * 16), StaffId(b"B" * 16)


def colleague(role: str, compartments: frozenset[C] | None = None) -> Staff:
    """Ana in a role, appointed to what it opens."""
    opened = get_role(role).compartments if compartments is None else compartments
    return Staff(ANA, "Ana", role, opened, None, False, bytes(32), bytes(32), False)


def forms(*names: str) -> int:
    """The bits of forms by their numbers."""
    return sum(1 << get_form(name).number for name in names)


def answered(can, check, *asked: object) -> str:
    """Return the code of why not, empty if one may; a hidden button and a refused request agree."""
    try:
        check(*asked)
    except Refused as refusal:
        assert can(*asked) is False
        return refusal.code
    assert can(*asked) is True
    return ""


def test_the_table_has_every_role_and_every_sealed_form() -> None:
    assert set(TABLE) == {*ROLES, "astronaut"}
    sealed = {form.name for form in list_forms() if form.compartment not in (C.FACTS, C.CARE, C.ADMIN)}
    assert sealed <= set(WRITTEN_OUT), "a form that is sealed: write out in WRITTEN_OUT who records it"
    assert {name: RECORDED_BY[name] for name in WRITTEN_OUT} == WRITTEN_OUT


@pytest.mark.parametrize("role", TABLE)
def test_a_role_may_do_what_its_trade_does(role: str) -> None:
    marks, compartments = TABLE[role]
    trade = get_role(role)
    assert trade.compartments == compartments
    assert trade.person_held == compartments - {C.FACTS, C.CARE, C.ADMIN}
    assert (trade.hides_author, trade.corrects) == ("d" in marks, "x" in marks)
    assert trade.own_compartment == OWN.get(role), (
        "where colleagues write for a trade that keeps a secret, and for no other"
    )
    staff = colleague(role)
    for mark, can, check, reason in (
        ("c", may.can_give_care, may.check_can_give_care, "role_opens_no_records"),
        ("n", may.can_count, may.check_can_count, "figures_are_for_coordination"),
        ("a", may.can_administer, may.check_can_administer, "administrators_only"),
    ):
        refusal = answered(can, check, staff)
        assert (refusal == "") is (mark in marks), (role, reason)
        assert refusal in ("", reason)


@pytest.mark.parametrize("role", TABLE)
def test_a_role_writes_the_directory_or_reads_it(role: str) -> None:
    refusal = answered(may.can_keep_directory, may.check_can_keep_directory, colleague(role))
    assert refusal == ("" if role in DIRECTORY else "directory_keepers_only")


@pytest.mark.parametrize("role", TABLE)
def test_a_role_records_its_forms_and_no_other(role: str) -> None:
    for name, trades in RECORDED_BY.items():
        refusal = answered(may.can_record, may.check_can_record, colleague(role), get_form(name))
        assert (refusal == "") is (role in trades), name
        assert may_record(role, get_form(name)) is (role in trades)
        assert refusal in ("", "form_of_another_trade")


@pytest.mark.parametrize(
    ("form", "by", "without_key"),
    [
        ("sv", ["midwife", "nurse"], []),  # by their trade, and by what an appointment may add
        ("sv", ["doctor", "promoter"], ["promoter"]),
        ("mh_base", ["nurse", "astronaut"], ["nurse", "astronaut"]),
        ("opd", ["logistician"], []),  # its key is the computer's
    ],
)
def test_a_form_names_only_roles_that_can_be_given_its_key(form, by, without_key) -> None:
    named = replace(get_form(form), by=tuple(by))
    assert list_unopenable([named]) == [
        f"form {form}: {code} may record it and cannot be given the key of {named.compartment.code}"
        for code in without_key
    ]


def test_a_role_that_nothing_says_of_gives_care_and_does_nothing_more() -> None:
    plain = Role("any", frozenset())
    assert (plain.gives_care, plain.counts, plain.administers, plain.hides_author, plain.corrects) == (
        True,
        *[False] * 4,
    )
    assert ROLE_GROUPS["any"] == CARERS


@pytest.mark.parametrize("compartment", list(C))
def test_a_person_held_compartment_opens_for_those_appointed_to_it_alone(compartment: C) -> None:
    held = compartment not in (C.FACTS, C.CARE, C.ADMIN)
    may.check_can_open(colleague("doctor", frozenset({compartment})), compartment)
    others = colleague("doctor", frozenset(C) - {compartment})
    if not held:
        may.check_can_open(others, compartment)
        return
    with pytest.raises(Refused, match="reserved"):
        may.check_can_open(others, compartment)


HERE, THERE = 3, 4
OPD, THERAPY = forms("opd", "vitals"), forms("mh_base")


@pytest.mark.parametrize(
    ("role", "kind", "what", "author", "post", "expected"),
    [
        ("nurse", kinds.ENCOUNTER, OPD, ANA, HERE, ""),
        ("nurse", kinds.ENCOUNTER, OPD, ANA, THERE, ELSEWHERE),
        ("nurse", kinds.ENCOUNTER, OPD, BERTA, HERE, ""),
        ("nurse", kinds.ENCOUNTER, OPD, BERTA, THERE, ELSEWHERE),
        ("nurse", kinds.CORRECTION, OPD, BERTA, HERE, ""),
        ("nurse", kinds.ENCOUNTER, OPD | THERAPY, BERTA, HERE, NOT_YOURS),
        ("psychologist", kinds.ENCOUNTER, OPD | THERAPY, BERTA, HERE, NOT_YOURS),
        ("psychologist", kinds.ENCOUNTER, THERAPY, BERTA, HERE, ""),
        ("psychologist", kinds.ENCOUNTER, THERAPY | forms("visit"), BERTA, HERE, ""),
        ("promoter", kinds.ENCOUNTER, OPD, BERTA, HERE, NOT_YOURS),
        ("promoter", kinds.ARRIVAL, 0, BERTA, HERE, ""),
        ("promoter", kinds.ARRIVAL, 0, None, HERE, ""),
        ("promoter", kinds.PERSON, forms("person"), BERTA, HERE, NOT_YOURS),
        ("doctor", kinds.PERSON, forms("person"), BERTA, HERE, ""),
        ("team_leader", kinds.PERSON, 0, BERTA, HERE, ""),
        ("nurse", kinds.TRAVEL_GROUP_MEMBER, 0, BERTA, HERE, NOT_YOURS),
        ("doctor", kinds.TRAVEL_GROUP_MEMBER, 0, BERTA, HERE, ""),
        ("nurse", kinds.ENCOUNTER, forms("visit"), BERTA, HERE, NOT_YOURS),
        ("doctor", kinds.ENCOUNTER, forms("visit"), BERTA, HERE, ""),
        ("doctor", kinds.ENCOUNTER, 1 << 61, BERTA, HERE, NOT_YOURS),
        ("doctor", kinds.ENCOUNTER, OPD | 1 << 61, BERTA, HERE, NOT_YOURS),
    ],
)
def test_an_entry_is_withdrawn_where_it_was_written_by_whoever_may_correct_it(role, kind, what, author, post, expected):
    written = EntryAuthorship(kind, what, author, post)
    assert answered(may.can_withdraw, may.check_can_withdraw, colleague(role), HERE, written) == expected


@pytest.mark.parametrize("role", ["logistician", "epidemiologist", "administrator", "astronaut"])
def test_who_gives_no_care_withdraws_nothing_of_it_nor_their_own(role: str) -> None:
    for kind, what in ((kinds.ENCOUNTER, OPD), (kinds.ARRIVAL, 0), (kinds.PERSON, 0)):
        for author in (ANA, BERTA):
            refusal = answered(
                may.can_withdraw,
                may.check_can_withdraw,
                colleague(role),
                HERE,
                EntryAuthorship(kind, what, author, HERE),
            )
            assert refusal == "role_opens_no_records"
        assert not may_correct(role, kind, what)
    assert not may_correct("logistician", kinds.ENCOUNTER, forms("wash")), "their own form, which is about nobody"


def test_an_entry_without_author_is_withdrawn_by_one_without() -> None:
    """What a psychologist wrote in the open chart names nobody, and so does its withdrawal."""
    written = EntryAuthorship(kinds.ENCOUNTER, THERAPY, None, HERE)
    assert find_withdrawal_refusal(written, None, None, HERE) == ""
    assert find_withdrawal_refusal(written, ANA, None, HERE) == NOT_YOURS
    assert find_withdrawal_refusal(written, None, None, None) == ELSEWHERE
    assert find_withdrawal_refusal(EntryAuthorship(kinds.ENCOUNTER, OPD, BERTA, HERE), ANA, "nurse", HERE) == ""
    assert find_withdrawal_refusal(EntryAuthorship(kinds.ENCOUNTER, OPD, BERTA, HERE), None, None, HERE) == NOT_YOURS


def test_the_role_of_then_counts() -> None:
    held = [(10, "promoter"), (20, "doctor")]
    assert [role_at(held, clock) for clock in (9, 10, 19, 20, 21)] == ["promoter"] * 3 + ["doctor"] * 2
    assert role_at([], 5) is None


def test_roles_are_listed_in_the_order_in_which_they_were_given() -> None:
    with sqlite3.connect(":memory:") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE mission_role (staff, hlc, role)")
        rows = [(ANA, 20, "doctor"), (ANA, 10, "nurse"), (BERTA, 5, "promoter"), (b"C" * 16, 1, "midwife")]
        cursor.executemany("INSERT INTO mission_role VALUES (?, ?, ?)", rows)
        found = list_roles(cursor, {ANA, BERTA})
        assert found == {ANA: [(10, "nurse"), (20, "doctor")], BERTA: [(5, "promoter")]}
    connection.close()
