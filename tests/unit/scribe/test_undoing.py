"""What an undoing empties that came from elsewhere: the last half minute of the computer that wrote it, and nothing before."""

from posta.acts.care.undo import record_reinstatement, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog.structural_acts import Withdrawal
from posta.chart.history.judged_withdrawals import find_withdrawn
from posta.chart.record.person import Person
from posta.ids import EntryId
from posta.ledger.queries import find_row
from posta.scribe.incarnation import ensure_incarnation
from posta.scribe.incoming.receive import receive
from posta.scribe.undo_window import is_in_time
from tests.in_memory_mission import InMemoryMission
from tests.naive_chart import compare
from tests.unit.scribe.test_withdrawals import HERE, THERE, TRACKS, forge, house, meet, registered, segments_of

__all__ = ["house"]


def visits(house: InMemoryMission, person: Person, count: int, minutes: float) -> list[EntryId]:
    """Visits at Tenosique, one after the other."""
    found = []
    for _ in range(count):
        found.append(record_encounter(house.actor(HERE), person, {"vitals": {"temp_c": 37.0}}).entry)
        house.clock.advance(minutes=minutes)
    return found


def undo_by_force(house: InMemoryMission, person: Person, entry: EntryId) -> EntryId:
    """What a turned computer writes without its screens."""
    return forge(house, HERE, person, entry, house.people["doctor"][0], Withdrawal(reason="undone"))


def is_here(house: InMemoryMission, post: str, entry: EntryId) -> bool:
    cursor = house.node(post).cursor
    row = find_row(cursor, entry)
    return all(
        part[0] is not None for part in cursor.execute("SELECT sealed FROM ledger_part WHERE id >> 4 = ?", (row,))
    )


def test_a_stolen_open_computer_empties_nothing_of_its_day(house: InMemoryMission) -> None:
    """Whoever held it undid what it had written since the morning, and the contents were dropped at every post, for good."""
    person, _ = registered(house)
    house.clock.advance(minutes=10)
    day = visits(house, person, 6, minutes=20)
    meet(house, THERE, HERE)
    for entry in day:
        undo_by_force(house, person, entry)
    meet(house, THERE, HERE)
    meet(house, TRACKS, THERE)
    for post in (THERE, TRACKS):
        assert [is_here(house, post, entry) for entry in day] == [True] * 5 + [False], "but what it had just written"
        assert all(find_withdrawn(house.node(post).cursor, entry) is not None for entry in day[:5])
        assert compare(house.node(post)) == []
    record_reinstatement(house.actor(HERE), person, day[0])
    meet(house, THERE, HERE)
    assert find_withdrawn(house.node(THERE).cursor, day[0]) is None


def test_nor_by_beginning_anew(house: InMemoryMission) -> None:
    """A new incarnation has no entries between: its first step is from hours before."""
    person, _ = registered(house)
    house.clock.advance(minutes=10)
    day = visits(house, person, 3, minutes=20)
    meet(house, THERE, HERE)
    house.nodes[HERE].node = ensure_incarnation(house.node(HERE), None, restored=True)
    for entry in day:
        undo_by_force(house, person, entry)
    meet(house, THERE, HERE)
    assert [is_here(house, THERE, entry) for entry in day] == [True] * 3


def test_a_clock_that_leapt_between_act_and_undoing_is_allowed_for_once(house: InMemoryMission) -> None:
    """The clock of the other post is five hours ahead, and was adopted between act and undoing."""
    person, _ = registered(house)
    meet(house, THERE, HERE)
    house.clock.advance(minutes=5)
    entry = record_encounter(house.actor(HERE), person, {"vitals": {"temp_c": 37.0}}).entry
    house.clock.advance(seconds=20)
    house.clock.advance(hours=5)
    record_encounter(house.actor(THERE), person, {"vitals": {"temp_c": 39.0}})
    ahead = segments_of(house, THERE)
    house.clock.advance(hours=-5, minutes=-2)
    receive(house.node(HERE), ahead)
    record_encounter(house.actor(HERE), person, {"vitals": {"temp_c": 38.0}})
    house.clock.advance(seconds=9)
    record_encounter(house.actor(HERE), person, {"vitals": {"temp_c": 38.5}})
    undoing = undo_by_force(house, person, entry)
    cursor = house.node(HERE).cursor
    act, last = find_row(cursor, entry), find_row(cursor, undoing)
    assert act is not None
    assert last is not None
    leap = cursor.execute(
        "SELECT (SELECT hlc FROM ledger_entry WHERE id = ?) - hlc FROM ledger_entry WHERE id = ?", (last, act)
    )
    assert (leap.fetchone()[0] >> 16) > 4 * 3_600_000, "the clock was adopted"
    assert is_in_time(cursor, act, last)
    assert not is_in_time(cursor, last, act)
    assert not is_in_time(cursor, act, act)


def test_what_was_written_between_counts(house: InMemoryMission) -> None:
    """Twenty-five seconds in three steps are in time; forty, of which the longest is fifteen, too; fifty are not."""
    person, _ = registered(house)
    cursor = house.node(HERE).cursor
    for pauses, expected in (((10, 10, 5), True), ((15, 15, 10), True), ((18, 16, 16), False), ((600, 10, 10), True)):
        house.clock.advance(minutes=5)
        first = record_encounter(house.actor(HERE), person, {"vitals": {"temp_c": 37.0}}).entry
        for pause in pauses[:-1]:
            house.clock.advance(seconds=pause)
            record_encounter(house.actor(HERE), person, {"vitals": {"temp_c": 38.0}})
        house.clock.advance(seconds=pauses[-1])
        undoing = undo_by_force(house, person, first)
        act, last = find_row(cursor, first), find_row(cursor, undoing)
        assert act is not None
        assert last is not None
        assert is_in_time(cursor, act, last) is expected, pauses


def test_the_undo_of_the_screen_leaves_nothing_anywhere(house: InMemoryMission) -> None:
    person, _ = registered(house)
    house.clock.advance(minutes=5)
    entry = record_encounter(house.actor(HERE), person, {"vitals": {"temp_c": 37.0}}).entry
    house.clock.advance(seconds=20)
    record_undo(house.actor(HERE), person, entry)
    meet(house, THERE, HERE)
    assert not is_here(house, HERE, entry)
    assert not is_here(house, THERE, entry)
    assert compare(house.node(THERE)) == []
