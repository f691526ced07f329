"""What a role opens and may do is exactly what the tables say; and if a rule were another, a table would not hold."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import check_can_write
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.language.form import get_form, list_forms
from posta.mission import roles
from posta.mission.errors import Refused
from posta.mission.keys.granted_keys import load_person_epochs
from posta.mission.posts import find_post
from posta.mission.roles import ROLE_GROUPS, ROLES
from posta.mission.rules import permissions
from posta.mission.staff import Staff
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.spec.tables import Row, read_table
from tests.spec.visibility.roles import COMPUTERS, PEOPLE, WORK

EVERYBODYS = ("person", "visit")  # who may record care registers people and writes the envelope
HELD = ("mental_health", "sexual_violence", "protected", "contacts")


@pytest.fixture(scope="module")
def house() -> InMemoryMission:
    """A mission with a colleague of every role, a post on the route and one at Reynosa."""
    return make_mission(["tenosique_la72", "reynosa_clinica"], trades=tuple(ROLES))


def test_keys_of_people_when_granted_then_they_open_what_the_table_says(house: InMemoryMission) -> None:
    assert [_opens(house, role) for role in ROLES] == read_table(PEOPLE)


def test_keys_of_computers_when_enrolled_then_they_open_what_the_table_says(house: InMemoryMission) -> None:
    nodes = [house.node(name) for name in ("tenosique_la72", "reynosa_clinica", "coordination")]
    found = [[_yes(answer) for answer in _held(node)] for node in nodes]
    assert found == [list(row.values())[1:] for row in read_table(COMPUTERS)]


def test_work_of_a_role_then_what_the_table_says(house: InMemoryMission) -> None:
    assert list(_work(house)) == read_table(WORK)


CHECKS = ("check_can_give_care", "check_can_count", "check_can_administer", "check_can_record", "check_can_open")


@pytest.mark.parametrize("name", CHECKS)
def test_tables_when_a_check_refuses_nobody_then_they_do_not_hold(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for module in (permissions, __import__("posta.acts.care.visits.encounter", fromlist=["contact"])):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, lambda *given: None)
    assert list(_work(house)) != read_table(WORK)


@pytest.mark.parametrize("role", ROLES)
def test_tables_when_any_rule_of_a_role_is_turned_round_then_they_do_not_hold(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    held, work = read_table(PEOPLE), read_table(WORK)
    for mutant in _mutants(ROLES[role]):
        monkeypatch.setitem(roles.ROLES, role, mutant)
        assert [_granted(one) for one in ROLES.values()] != held or list(_work(house)) != work


@pytest.mark.parametrize("work", ROLE_GROUPS)
def test_tables_when_work_is_shared_with_one_more_or_one_less_then_they_do_not_hold(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    for role in ROLES:
        with monkeypatch.context() as patch:
            patch.setitem(roles.ROLE_GROUPS, work, ROLE_GROUPS[work] ^ {role})
            assert list(_work(house)) != read_table(WORK), (work, role)


def _opens(house: InMemoryMission, role: str) -> Row:
    staff, keys = house.people[role]
    node = house.node("coordination")
    opened = {Compartment(e.compartment).code for e in load_person_epochs(node.cursor, staff, keys)}
    assert opened <= set(HELD)
    return {"role": role, **{code: "opens" if code in opened else "-" for code in HELD}}


def _granted(role: roles.Role) -> Row:
    """What an appointment would grant."""
    return {
        "role": role.code,
        **{c: "opens" if Compartment.named(c) in role.compartments & PERSON_HELD else "-" for c in HELD},
    }


def _held(node: NodeContext) -> Iterable[bool]:
    places = node.keyring.newest
    yield (Compartment.FACTS, "") in places
    yield (Compartment.CARE, "route") in places
    yield (Compartment.CARE, "reynosa") in places
    yield any(compartment in PERSON_HELD for compartment, _ in places)
    yield (Compartment.ADMIN, "") in places
    yield node.keyring.pseudonym_secret is not None


def _work(house: InMemoryMission) -> Iterable[Row]:
    for role in ROLES:
        actor = _as_appointed(house, role)
        yield {
            "role": role,
            "gives care": _may(lambda d=actor: permissions.check_can_give_care(d.staff)),
            "counts": _may(lambda d=actor: permissions.check_can_count(d.staff)),
            "administers": _may(lambda d=actor: permissions.check_can_administer(d.staff)),
            "records": " ".join(_records(actor)) or "-",
        }


def _as_appointed(house: InMemoryMission, role: str) -> Actor:
    node = house.node("tenosique_la72")
    place = find_post(node.cursor, 1)
    assert place is not None
    person = Staff(house.people[role][0], role, role, ROLES[role].compartments, None, False, b"", b"", False)
    return Actor(replace(node), person, place)


def _records(actor: Actor) -> list[str]:
    names = (form.name for form in list_forms() if form.name not in EVERYBODYS)
    return [name for name in names if _may(lambda n=name: check_can_write(actor, [n])) == "yes"]


def _may(check: Callable[[], None]) -> str:
    try:
        check()
    except Refused:
        return "-"
    return "yes"


def _yes(answer: bool) -> str:
    return "opens" if answer else "-"


def _mutants(role: roles.Role) -> Iterable[roles.Role]:
    """The role with one compartment more or less, or one of its powers turned round."""
    for compartment in PERSON_HELD:
        yield replace(role, compartments=role.compartments ^ {compartment})
    for power in ("gives_care", "counts", "administers"):
        yield replace(role, **{power: not getattr(role, power)})


def test_roles_that_a_form_names_can_be_given_its_key(house: InMemoryMission) -> None:
    """Nurses were named on three forms, and doctors on one, that no appointment could open for them."""
    assert roles.list_unopenable(list_forms()) == []
    for form in list_forms():
        for code in set(form.by) - {"any"}:
            role = ROLES[code]
            person = replace(_as_appointed(house, code).staff, compartments=roles.compartments_of(code, role.may_add))
            actor = replace(_as_appointed(house, code), staff=person)
            assert _may(lambda d=actor, n=form.name: check_can_write(d, [n])) == "yes", (code, form.name)


def test_a_form_that_names_a_role_without_its_key_is_found() -> None:
    psychiatry = replace(get_form("psych"), by=("doctor", "nurse"))
    assert roles.list_unopenable([psychiatry]) == [
        "form psych: nurse may record it and cannot be given the key of mental_health"
    ]


def test_an_appointment_adds_only_what_its_role_may_add() -> None:
    asked = [Compartment.SEXUAL_VIOLENCE, Compartment.MENTAL_HEALTH]
    assert roles.compartments_of("nurse", asked) == ROLES["nurse"].compartments | {Compartment.SEXUAL_VIOLENCE}
    assert roles.compartments_of("promoter", asked) == ROLES["promoter"].compartments
