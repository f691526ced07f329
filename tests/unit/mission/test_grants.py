"""Who may hold which key: what was declared lost or has ended holds none, whoever grants it and whatever they know."""

from itertools import permutations

import pytest

from posta.acts.mission import administration
from posta.acts.mission.grant_repair import list_missing_keys, maintain_keys
from posta.catalog.compartments import MISSION_WIDE, PERSON_HELD, Compartment
from posta.clock import to_epoch_day
from posta.ids import EntryId, FeedId
from posta.ledger.row_types import DecodedEntry
from posta.mission.keys.key_grants import list_entitled, list_exposed, list_missing_grants, list_missing_grants_of
from posta.mission.mission_projection import _project_grant
from posta.mission.posts import list_devices
from posta.scribe.context.node_context import NodeContext
from posta.seal.epochs import Epoch
from tests.in_memory_mission import START, InMemoryMission, make_mission

TODAY = to_epoch_day(START.date())
ROUTE, REYNOSA = "tenosique_la72", "reynosa_clinica"
EVERY_PLACE = [(c, n) for c in Compartment for n in (("",) if c in MISSION_WIDE else ("route", "reynosa"))]


@pytest.fixture(scope="module")
def house() -> InMemoryMission:
    return make_mission([ROUTE, REYNOSA])


def entitled(node: NodeContext, place: tuple[Compartment, str]) -> set[bytes]:
    return {holder for holder, _ in list_entitled(node.cursor, place, TODAY)}


@pytest.mark.parametrize("place", EVERY_PLACE, ids=str)
def test_a_place_is_for_the_devices_of_its_network_or_for_the_people_of_its_trades(
    house: InMemoryMission, place: tuple[Compartment, str]
) -> None:
    compartment, network = place
    node = house.node("coordination")
    feeds = {name: node.node.device.feed for name, node in house.nodes.items()}
    people = {trade: staff for trade, (staff, _) in house.people.items()}
    if compartment in MISSION_WIDE:
        assert entitled(node, place) == set(feeds.values())
    elif compartment is Compartment.CARE:
        assert entitled(node, place) == {feeds[ROUTE if network == "route" else REYNOSA]}
    else:
        trades = {
            Compartment.MENTAL_HEALTH: {"psychologist"},
            Compartment.SEXUAL_VIOLENCE: {"doctor", "midwife"},
            Compartment.PROTECTED: {"doctor", "psychologist", "social_worker"},
            Compartment.CONTACTS: {"social_worker"},
        }[compartment]
        assert entitled(node, place) == {people[trade] for trade in trades}


def test_a_founded_mission_lacks_and_exposes_nothing(house: InMemoryMission) -> None:
    for node in house.nodes.values():
        assert list_missing_grants(node.node.cursor, TODAY) == []
        assert list_missing_grants_of(node.node.cursor, node.node.device.feed) == []
        assert list_exposed(node.node.cursor) == []


def grant_to_all(node: NodeContext, place: tuple[Compartment, str], holders: dict[bytes, bytes]) -> None:
    """A new key that goes to these holders: what a computer orders that does not know what happened to them."""
    epoch = Epoch(node.random(8), int(place[0]), place[1], node.random(32), blinded=place[0] in PERSON_HELD)
    acts = [(administration.kinds.KEY_EPOCH, administration._new_epoch(epoch))]
    acts += [(administration.kinds.GRANT, administration._grant(epoch, h, public)) for h, public in holders.items()]
    administration.write(node, [administration.draft_admin_entry(node, kind, act, None) for kind, act in acts])


@pytest.mark.parametrize("order", list(permutations(("revoke", "rotate", "give"))), ids="-".join)
def test_in_no_order_does_a_lost_computer_keep_the_newest_key(order: tuple[str, ...]) -> None:
    """A restored or forked computer that administers rotates and gives without knowing of a loss: once both orders have met,
    whichever came first, the key is replaced, and the lost one is given nothing."""
    house = make_mission([ROUTE, REYNOSA])
    node, lost = house.node("coordination"), house.node(REYNOSA).device.feed
    publics = {FeedId(one.feed): one.box_public for one in list_devices(node.cursor)}
    steps = {
        "revoke": lambda: administration.record_revocation(node, lost, (0, 0), None, "stolen"),
        "rotate": lambda: grant_to_all(node, (Compartment.FACTS, ""), dict(publics)),
        "give": lambda: administration.record_missing_grants(node, list_missing_keys(node), house.epochs, None),
    }
    for step in order:
        steps[step]()
    assert (Compartment.FACTS, "") in list_exposed(node.cursor)
    assert maintain_keys(node) >= 1
    assert list_exposed(node.cursor) == []
    assert maintain_keys(node) == 0
    assert lost not in {one.holder for one in list_missing_keys(node)}
    assert all(lost not in entitled(node, place) for place in EVERY_PLACE)


def test_an_administrator_with_the_missions_keys_may_hold_all_that_care_uses_and_no_more() -> None:
    house = make_mission([ROUTE])
    node, (staff, keys) = house.node("coordination"), house.people["administrator"]
    assert not [place for place in EVERY_PLACE if staff in entitled(node, place)]
    administration.record_key_escrow(node, staff, keys.box_public, house.epochs, house.secret, None)
    assert {place for place in EVERY_PLACE if staff in entitled(node, place)} == {
        place for place in EVERY_PLACE if place[0] not in MISSION_WIDE
    }
    assert list_missing_keys(node) == []
    assert list_exposed(node.cursor) == []


def test_of_a_holder_whose_enrolment_has_not_come_yet_nothing_is_said() -> None:
    house = make_mission([ROUTE])
    node, stranger = house.node("coordination"), house.people["doctor"][1]
    grant_to_all(node, (Compartment.CARE, "route"), {bytes(range(16)): stranger.box_public})
    assert list_exposed(node.cursor) == []


def test_a_computer_that_does_not_administer_or_was_declared_lost_gives_and_replaces_nothing() -> None:
    house = make_mission([ROUTE, REYNOSA])
    centre, lost = house.node("coordination"), house.node(REYNOSA)
    administration.record_revocation(centre, lost.device.feed, (0, 0), None, "stolen")
    for node in (house.node(ROUTE), lost):
        before = node.cursor.execute("SELECT COUNT(*) FROM ledger_entry").fetchone()
        assert maintain_keys(node) == 0
        assert node.cursor.execute("SELECT COUNT(*) FROM ledger_entry").fetchone() == before


def test_whose_work_has_ended_is_entitled_to_nothing_and_what_they_got_since_is_replaced() -> None:
    house = make_mission([ROUTE])
    node, place = house.node("coordination"), (Compartment.MENTAL_HEALTH, "route")
    staff, keys = house.people["psychologist"]
    administration.record_departure(node, staff, None)
    grant_to_all(node, place, {staff: keys.box_public})
    assert staff not in entitled(node, place)
    assert place in list_exposed(node.cursor)
    maintain_keys(node)
    assert list_exposed(node.cursor) == []


def test_a_last_day_that_has_passed_ends_the_entitlement_and_begins_no_epoch() -> None:
    """A clock that is years ahead must not change every key of the mission."""
    house = make_mission([ROUTE])
    node, place = house.node("coordination"), (Compartment.MENTAL_HEALTH, "route")
    staff, keys = house.people["psychologist"]
    act = administration.build_appointment(staff, "Ana", "psychologist", keys.box_public, keys.verify_key, TODAY)
    administration.record_appointment(node, act, house.epochs, None)
    assert staff in {holder for holder, _ in list_entitled(node.cursor, place, TODAY)}
    assert staff not in {holder for holder, _ in list_entitled(node.cursor, place, TODAY + 1)}
    house.clock.advance(days=900)
    assert list_exposed(node.cursor) == []
    assert maintain_keys(node) == 0


def test_of_two_orders_of_one_moment_the_same_one_holds_whichever_came_first() -> None:
    """Two administering computers gave one key in the same millisecond: two posts kept different boxes for ever."""
    house = make_mission([ROUTE, REYNOSA])
    node, holder = house.node("coordination"), house.node(ROUTE).device
    epoch = next(iter(node.keyring.by_id.values()))
    boxes = [administration._grant(epoch, holder.feed, holder.box_public) for _ in range(2)]
    kept = set()
    for first, second in (boxes, reversed(boxes)):
        for act in (first, second):
            _project_grant(
                node.cursor, DecodedEntry(1, EntryId(bytes(16)), 1 << 60, node.device.feed, "", None, None, None), act
            )
        kept.add(
            node.cursor.execute(
                "SELECT box FROM mission_grant WHERE holder = ? AND epoch = ?", (holder.feed, epoch.id)
            ).fetchone()
        )
        node.cursor.execute("DELETE FROM mission_grant WHERE holder = ?", (holder.feed,))
    assert len(kept) == 1
