"""A correction that is marked as an error leaves what it corrected, everywhere: on the timeline, on the board, in the counts."""

from datetime import date, timedelta

from posta.acts.contact import record_contact
from posta.acts.undo import record_error
from posta.chart.board import find_next_due, list_due
from posta.clock import day_number
from posta.figures.counts import count_by_day, count_visits_by_week
from tests.house import found_house
from tests.journeys.test_sealed_corrections import somebody
from tests.journeys.test_thread import OPD

POST = "tenosique_la72"


def test_a_correction_marked_as_an_error_brings_back_the_appointment_and_the_count() -> None:
    """A mother was due back; a correction for somebody else took her appointment away, and taking it back did not help."""
    house = found_house([POST])
    person, duty = somebody(house), house.duty(POST)
    back = duty.today + timedelta(days=3)
    visit = record_contact(duty, person, {"opd": OPD, "visit": {"next_appt": back, "disposition": "home"}}).entry
    house.clock.advance(minutes=2)
    correction = record_contact(duty, person, {"opd": {**OPD, "dx_main": "ari_upper"}}, corrects=visit).entry
    assert find_next_due(duty.desk.cursor, person.id, day_number(duty.today)) is None
    house.clock.advance(minutes=2)
    record_error(duty, person, correction, "otra persona")

    cursor, day = duty.desk.cursor, day_number(back)
    due = find_next_due(cursor, person.id, day_number(duty.today))
    assert due is not None
    assert due.day == day
    assert [one.person for one in list_due(cursor, duty.post.number, day, duty.day_start + 10**9)] == [person.id]
    assert [week.visits for week in count_visits_by_week(cursor, date(2018, 11, 1))] == [1]
    assert list(count_by_day(cursor, duty.post.number, date(2018, 11, 1))) == [OPD["dx_main"]]
