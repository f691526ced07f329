"""A visit to the dentist of a catalogue that has one: run by `tests.journeys.test_new_service` in a copy of the program."""

from datetime import timedelta

from posta.acts.care.queue.arrival import record_arrival
from posta.care.board.board_page import present_board
from posta.catalog.language.form import get_form
from posta.chart.board import find_open_arrival
from posta.chart.history.timeline import list_timeline
from posta.figures.counts import count_visits_by_week, list_top_diagnoses
from tests.conftest import centre, no_network, post

__all__ = ["centre", "no_network", "post"]
TREATED = {"dx": ["caries"], "dental_care": ["filling"], "teeth": ["2"]}


def test_dental_care_from_the_door_to_the_figures(post) -> None:
    dentist, person = post.client("doctor"), post.person()
    here = f"/people/{person.id.hex()}/"

    # offered: among the forms of who may write it, with a button, and at this kind of post only
    assert f"{here}contact/dental" in dentist.get(f"{here}contact/").content.decode()
    assert "Dentista" in dentist.get(here).content.decode()
    assert "contact/dental" not in post.client("psychologist").get(f"{here}contact/").content.decode()
    assert not get_form("dental").service.is_offered_at("mobile_stop")

    # opened: it asks what comes next, because it ends a visit
    page = dentist.get(f"{here}contact/dental").content.decode()
    assert "Diagnóstico dental" in page
    assert 'name="disposition"' in page

    # signed: who waited for it is let go and comes back in a week
    actor = post.actor("doctor")
    record_arrival(actor, person, reason="pain")
    answers = TREATED | {"disposition": ["fu"], "next_in": ["7"]}
    signed = dentist.post(f"{here}contact/dental", answers)
    assert signed.status_code == 303, signed.content.decode()
    assert "Consulta firmada" in dentist.get(signed.headers["Location"]).content.decode()
    assert find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start) is None

    # shown in the timeline, with its summary
    record = dentist.get(here).content.decode()
    assert "Atención dental: Caries" in record
    assert "Obturación" in record
    assert "Dientes tratados: 2" in record

    # comes back for what it named, and then follows
    post.later(days=7)
    assert [row.why for row in present_board(post.actor("doctor")).due] == ["Caries"]
    again = post.client("doctor").post(f"{here}contact/dental", TREATED | {"disposition": ["home"]})
    assert again.status_code == 303, again.content.decode()
    actor = post.actor("doctor")
    visits = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    types = [item.forms["visit"]["visit_type"] for item in visits if "dental" in item.forms]
    assert types == ["fu", "new"]

    # counts: two visits of one person, in the figures that know no name
    counted = count_visits_by_week(actor.node.cursor, actor.today - timedelta(days=30))
    assert sum(week.visits for week in counted) == 2
    assert list_top_diagnoses(actor.node.cursor, actor.post.number, actor.today - timedelta(days=30)) == ["caries"]
