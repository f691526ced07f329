"""Who waits at midnight still waits after it, and nobody waits for ever."""

from datetime import UTC, datetime

import pytest

from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.visits.encounter import record_encounter
from posta.care.board.board_page import present_board
from posta.chart.board import list_board
from tests.page_text import squeeze
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE_MIDNIGHT = datetime(2026, 11, 29, 5, 52, tzinfo=UTC)  # 23:52 at Tenosique


def test_red_at_eight_to_midnight_is_red_at_six_past(post: TestPost) -> None:
    """Somebody put on the board red at 23:52 with 39.8 was gone from it at 00:06: "nobody waits", and the consultation
    knew neither reason nor colour."""
    post.house.clock.at = BEFORE_MIDNIGHT
    person = post.person()
    record_encounter(post.actor("nurse"), person, {"vitals": {"temp_c": 39.8}})
    record_arrival(post.actor("nurse"), person, reason="respiratory: tose sangre", colour="red")
    post.later(minutes=14)
    [row] = present_board(post.actor()).waiting
    assert (row.triage, row.end, row.late) == (1, "desde ayer a las 23:52", True)
    assert row.alarms
    client = post.client()
    assert "desde ayer a las 23:52" in client.get("/").content.decode()
    page = client.get(f"/people/{person.id.hex()}/consultation").content.decode()
    assert 'value="respiratory" checked' in squeeze(page)
    assert "tose sangre" in page
    assert "Espera desde ayer a las 23:52" in client.get(f"/people/{person.id.hex()}/").content.decode()


def test_a_call_before_midnight_lasts_until_the_consultation_is_signed(post: TestPost) -> None:
    post.house.clock.at = BEFORE_MIDNIGHT
    person = post.person()
    arrival = record_arrival(post.actor("nurse"), person, reason="pain")
    record_arrival_status(post.actor(), person, arrival, "called")
    post.later(minutes=20)
    [row] = present_board(post.actor()).inside
    assert row.end == "desde ayer a las 23:52"
    typed = {"why": ["pain"], "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2", "bp": "118/74"}
    assert post.client().post(f"/people/{person.id.hex()}/consultation", typed).status_code == 303
    shown = present_board(post.actor())
    assert (shown.waiting, shown.inside, shown.seen) == ((), (), 1)


def test_who_went_home_in_the_evening_does_not_wait_in_the_morning(post: TestPost) -> None:
    post.house.clock.at = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)  # 19:00
    record_arrival(post.actor("nurse"), post.person(), reason="feet")
    post.later(hours=11)
    assert len(present_board(post.actor()).waiting) == 1
    post.later(hours=2)
    assert present_board(post.actor()).waiting == ()


def test_who_came_in_the_morning_waits_all_day(post: TestPost) -> None:
    post.house.clock.at = datetime(2026, 11, 29, 6, 10, tzinfo=UTC)  # 00:10
    record_arrival(post.actor("nurse"), post.person(), reason="feet")
    post.later(hours=23)
    [row] = present_board(post.actor()).waiting
    assert row.end == "23 h 0 min"


def test_who_waits_is_not_put_on_the_board_twice_after_midnight(post: TestPost) -> None:
    post.house.clock.at = BEFORE_MIDNIGHT
    person = post.person()
    first = record_arrival(post.actor("nurse"), person, reason="feet")
    post.later(minutes=30)
    assert record_arrival(post.actor("nurse"), person, reason="feet") == first
    actor = post.actor()
    assert len(list_board(actor.node.cursor, actor.post.number, actor.queue_start)) == 1
