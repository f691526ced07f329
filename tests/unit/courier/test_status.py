"""The state of the exchange in numbers."""

from posta.acts.registration import record_person
from posta.courier.exchange import exchange
from posta.courier.status import describe
from posta.courier.transports.memory import MemoryTransport
from tests.house import found_house
from tests.post import PERSON


def test_what_was_written_since_the_last_exchange_waits() -> None:
    house = found_house(["tenosique_la72", "coatzacoalcos_casa"])
    duty = house.duty("tenosique_la72")
    record_person(duty, PERSON)
    feed = duty.desk.device.feed
    before = describe(duty.desk.cursor, feed, now=duty.desk.clock.millis(), last=None)
    assert (before.to_send, before.age) == (1, None)
    house.clock.advance(minutes=2)
    exchange(duty.desk, MemoryTransport(house.desk("coatzacoalcos_casa")))
    last = duty.desk.clock.millis()
    house.clock.advance(hours=3)
    after = describe(duty.desk.cursor, feed, now=duty.desk.clock.millis(), last=last)
    assert (after.to_send, after.age) == (0, 3 * 3_600_000)


def test_an_act_that_could_still_be_undone_at_the_exchange_was_not_sent() -> None:
    house = found_house(["tenosique_la72"])
    duty = house.duty("tenosique_la72")
    record_person(duty, PERSON)
    now = duty.desk.clock.millis()
    assert describe(duty.desk.cursor, duty.desk.device.feed, now=now, last=now).to_send == 1


def test_a_clock_that_is_ahead_is_noticed() -> None:
    house = found_house(["tenosique_la72", "coatzacoalcos_casa"])
    there = house.duty("coatzacoalcos_casa")
    house.clock.advance(minutes=20)
    record_person(there, PERSON)
    house.clock.advance(minutes=2)
    desk = house.desk("tenosique_la72")
    exchange(desk, MemoryTransport(there.desk))
    now = desk.clock.millis() - 22 * 60_000
    assert describe(desk.cursor, desk.device.feed, now=now, last=None).ahead == 20 * 60_000
