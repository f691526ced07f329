"""A correction that is marked as an error leaves what it corrected, everywhere: on the timeline, on the board, in the counts."""

from datetime import date, timedelta

from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.agenda.planned_visits import find_next_due, list_due
from posta.clock import to_epoch_day
from posta.figures.counts import count_by_day, count_visits_by_week
from tests.in_memory_mission import make_mission
from tests.journeys.test_sealed_corrections import somebody
from tests.journeys.test_thread import OPD

POST = "tenosique_la72"


def test_a_correction_marked_as_an_error_brings_back_the_appointment_and_the_count() -> None:
    """A mother was due back; a correction for somebody else took her appointment away, and taking it back did not help."""
    house = make_mission([POST])
    person, actor = somebody(house), house.actor(POST)
    back = actor.today + timedelta(days=3)
    visit = record_encounter(actor, person, {"opd": OPD, "visit": {"next_appt": back, "disposition": "home"}}).entry
    house.clock.advance(minutes=2)
    correction = record_encounter(actor, person, {"opd": {**OPD, "dx_main": "ari_upper"}}, corrects=visit).entry
    assert find_next_due(actor.node.cursor, person.id, to_epoch_day(actor.today)) is None
    house.clock.advance(minutes=2)
    mark_entered_in_error(actor, person, correction, "otra persona")

    cursor, day = actor.node.cursor, to_epoch_day(back)
    due = find_next_due(cursor, person.id, to_epoch_day(actor.today))
    assert due is not None
    assert due.day == day
    assert [one.person for one in list_due(cursor, actor.post.number, day)] == [person.id]
    assert [week.visits for week in count_visits_by_week(cursor, date(2018, 11, 1))] == [1]
    assert list(count_by_day(cursor, actor.post.number, date(2018, 11, 1))) == [OPD["dx_main"]]
