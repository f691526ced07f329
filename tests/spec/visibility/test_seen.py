"""One record, looked at by every role from every kind of post: what is seen is exactly what the table says."""

from collections.abc import Iterator

import pytest

from posta.acts.actor import Actor
from posta.catalog.kinds import PERSON
from posta.chart.board import list_board
from posta.chart.history.timeline import TimelineItem, list_timeline
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.mission.keys.granted_keys import load_person_epochs
from posta.mission.posts import Post
from posta.mission.roles import ROLES
from posta.mission.rules.permissions import can_give_care
from posta.mission.staff import find_staff
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.contents import show_contents
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.spec.tables import Row, read_table
from tests.spec.visibility.scene import AUTHORS, NAME, SECRETS, record_everything
from tests.spec.visibility.seen import SEEN

POSTS = {
    "here": "tenosique_la72",
    "next": "coatzacoalcos_casa",
    "elsewhere": "reynosa_clinica",
    "capital": "coordination",
}
CAPITAL = Post(0, "coordination", "Coordinación", "coordination", "", ("",), "")
THINGS = ("name", "care", "mental_health", "sexual_violence", "protected", "contacts")
Scene = tuple[InMemoryMission, Person]


def make() -> Scene:
    """Her record, written at one post and carried to all others."""
    house = make_mission(list(POSTS.values())[:-1], trades=tuple(ROLES))
    person, _ = record_everything(house, POSTS["here"])
    house.clock.advance(minutes=2)
    for name in list(POSTS.values())[1:]:
        exchange(house.node(name), MemoryTransport(house.node(POSTS["here"])))
    return house, person


@pytest.fixture(scope="module")
def scene() -> Scene:
    return make()


def test_record_when_looked_at_by_every_role_from_everywhere_then_seen_is_what_the_table_says(scene: Scene) -> None:
    assert list(_seen(scene)) == read_table(SEEN)


def test_reserved_row_then_it_says_when_and_where_and_nothing_else(scene: Scene) -> None:
    house, person = scene
    actor = house.actor(POSTS["here"], "nurse")
    reserved = [item for item in _timeline(actor, person) if item.reserved]
    assert len(reserved) == 3
    for item in reserved:
        assert (item.author, item.act, dict(item.forms)) == (None, None, {})
        assert "zopilote" not in show_contents(item)


def test_reserved_visit_on_the_board_then_no_reason_programme_or_author(scene: Scene) -> None:
    house, person = scene
    actor = house.actor(POSTS["here"], "nurse")
    waiting = next(one for one in list_board(actor.node.cursor, 1, actor.day_start) if one.person == person.id)
    assert (waiting.reserved, waiting.reason, waiting.programme) == (True, "", "")
    written = actor.node.cursor.execute("SELECT reason, programme FROM chart_arrival").fetchall()
    assert written == [("", "")]


def test_projections_of_every_computer_then_hold_nothing_that_is_held_by_persons(scene: Scene) -> None:
    """What is on the disk of an open post, encrypted or not, is only what the computer itself may open."""
    house, _ = scene
    for name in POSTS.values():
        cursor = house.node(name).cursor
        tables = cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        held = b"".join(
            cell if isinstance(cell, bytes) else str(cell).encode()
            for (table,) in tables
            for row in cursor.execute(f"SELECT * FROM {table}").fetchall()
            for cell in row
        )
        for compartment, secret in SECRETS.items():
            here = compartment == "care" and name in (POSTS["here"], POSTS["next"])
            assert (secret.encode() in held) <= here, (name, compartment)
        assert (NAME.encode() in held) == (name in (POSTS["here"], POSTS["next"]))


def _seen(scene: Scene) -> Iterator[Row]:
    house, person = scene
    for post, name in POSTS.items():
        for role in ROLES:
            actor = _on_duty(house, name, role)
            if not can_give_care(actor.staff):
                yield {"post": post, "role": role, **dict.fromkeys(THINGS, "refused")}
                continue
            items = _timeline(actor, person)
            known = find_person(actor.node.cursor, person.id)
            found = [one.person.name for one in find_people(actor.node.cursor, NAME)]
            assert (known is not None) == bool(found)
            row = {"post": post, "role": role, "name": "seen" if known else "-"}
            yield {**row, **{code: _of(code, form, items) for form, (_, _, code) in AUTHORS.items()}, **_phone(items)}


def _on_duty(house: InMemoryMission, name: str, role: str) -> Actor:
    """A colleague with exactly the keys that a session of theirs gets."""
    if name != "coordination":
        return house.actor(name, role)
    node = house.node(name)
    staff, keys = house.people[role]
    colleague = find_staff(node.cursor, staff)
    assert colleague is not None
    ring = node.keyring.plus(load_person_epochs(node.cursor, staff, keys))
    return Actor(node.holding(ring), colleague, CAPITAL)


def _timeline(actor: Actor, person: Person) -> list[TimelineItem]:
    return list_timeline(actor.node.cursor, person.id, actor.node.keyring)


def _of(compartment: str, form: str, items: list[TimelineItem]) -> str:
    """Whether the one visit whose form this is shows its secret, is reserved, or is not there."""
    if any(SECRETS[compartment] in str(dict(item.forms).get(form, "")) for item in items):
        return "seen"
    reserved = sum(item.reserved for item in items)
    sealed = sum(form not in item.forms for item in items)
    return "reserved" if reserved and sealed else "-"


def _phone(items: list[TimelineItem]) -> Row:
    registration = next((item for item in items if item.kind == PERSON), None)
    seen = registration is not None and SECRETS["contacts"] in str(registration.forms)
    return {"contacts": "seen" if seen else "-"}
