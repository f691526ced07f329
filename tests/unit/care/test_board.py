"""The board: order, lateness, what it keeps to itself."""

from datetime import date

import pytest
from django.utils import translation

from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.care.board.board_page import present_board
from posta.care.person.person_page import present_person
from posta.chart.record.person import Person
from posta.ids import EntryId
from posta.web.formatting import format_day, format_long_date
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}


def wait(post: TestPost, alias: str, colour: str = "", **more: object) -> tuple:
    person = post.person(alias=alias, family_name="Mejía")
    return person, record_arrival(post.actor(), person, colour=colour, **more)


def test_who_waits_is_ordered_by_triage_then_time(post: TestPost) -> None:
    for alias, colour in (("Verde", "green"), ("Nadie", ""), ("Ámbar", "yellow"), ("Rojo", "red"), ("Último", "green")):
        wait(post, alias, colour)
        post.later(minutes=1)
    assert [row.name.split()[0] for row in present_board(post.actor()).waiting] == [
        "Rojo",
        "Ámbar",
        "Nadie",
        "Verde",
        "Último",
    ]


def triage(post: TestPost, person: Person, colour: str, corrects: EntryId | None = None) -> EntryId:
    seen = {"tri_dt": post.actor().now, "red_signs": ("none",), "yellow_signs": ("none",), "colour": colour}
    sure = {"accepts": lambda warning: True}  # nobody measured anything
    return record_encounter(post.actor("nurse"), person, {"triage": seen}, corrects=corrects, **sure).entry


def test_who_was_triaged_waits_in_the_colour_of_the_triage(post: TestPost) -> None:
    """A nurse signed a triage as red; on the board the person stayed below the yellow ones, as if nobody had looked."""
    wait(post, "Ámbar", "yellow")
    person, _ = wait(post, "Yesenia")
    triage(post, person, "red")
    board = present_board(post.actor())
    assert [(row.name.split()[0], row.triage) for row in board.waiting] == [("Yesenia", 1), ("Ámbar", 2)]
    opened = present_person(post.actor(), person).open
    assert opened is not None
    assert opened.triage == 1


def test_the_last_triage_that_stands_gives_the_colour(post: TestPost) -> None:
    person, _ = wait(post, "Yesenia", "yellow")
    first = triage(post, person, "red")
    correction = triage(post, person, "green", corrects=first)
    assert present_board(post.actor()).waiting[0].triage == 3
    mark_entered_in_error(post.actor("nurse"), person, correction, "other person")
    assert present_board(post.actor()).waiting[0].triage == 1
    record_undo(post.actor("nurse"), person, first)
    assert present_board(post.actor()).waiting[0].triage == 2


def test_the_triage_of_an_earlier_visit_colours_no_later_one(post: TestPost) -> None:
    person, arrival = wait(post, "Yesenia")
    triage(post, person, "red")
    record_arrival_status(post.actor(), person, arrival, "left")
    post.later(minutes=30)
    record_arrival(post.actor(), person)
    assert present_board(post.actor()).waiting[0].triage is None


TOO_LONG = [
    ("red", 1, True),
    ("yellow", 60, False),
    ("yellow", 61, True),
    ("green", 120, False),
    ("green", 121, True),
]


@pytest.mark.parametrize(("colour", "minutes", "late"), TOO_LONG)
def test_waiting_too_long_depends_on_the_colour(post: TestPost, colour: str, minutes: int, late: bool) -> None:
    wait(post, "Wilmer", colour)
    post.later(minutes=minutes)
    assert present_board(post.actor()).waiting[0].late is late


def test_a_reserved_visit_says_only_that(post: TestPost) -> None:
    person, arrival = wait(post, "Denis", reason="quiere hablar", reserved=True)
    assert present_board(post.actor()).waiting[0].why == "Cita reservada"
    record_arrival_status(post.actor("psychologist"), person, arrival, "called")
    row = present_board(post.actor("nurse")).inside[0]
    assert row.why == "Cita reservada"
    page = post.client("nurse").get("/").content.decode()
    assert "Psychologist" not in page
    assert "quiere hablar" not in page


def test_who_was_seen_leaves_the_board_and_is_counted(post: TestPost) -> None:
    person, arrival = wait(post, "Wilmer")
    record_encounter(post.actor(), person, {"opd": OPD}, arrival=arrival)
    board = present_board(post.actor())
    assert (board.waiting, board.inside, board.seen) == ((), (), 1)


def test_who_was_seen_without_having_waited_is_counted_too(post: TestPost) -> None:
    """A doctor who found people by name had signed five visits, and the board said that nobody was seen today."""
    walked_in, treated_twice, triaged = (post.person(alias=name) for name in ("Wilmer", "Yesenia", "Kevin"))
    signed = record_encounter(post.actor(), walked_in, {"opd": OPD}).entry
    for _ in range(2):
        record_encounter(post.actor(), treated_twice, {"vitals": {"temp_c": 37.1}, "opd": OPD})
    triage(post, triaged, "green")
    record_encounter(post.actor("nurse"), triaged, {"vitals": {"temp_c": 36.5}})
    assert present_board(post.actor()).seen == 2, "who was only measured and triaged was not seen yet"
    record_undo(post.actor(), walked_in, signed)
    assert present_board(post.actor()).seen == 1
    post.later(days=1)
    assert present_board(post.actor()).seen == 0


def test_who_is_due_back_is_shown_until_they_come(post: TestPost) -> None:
    person = post.person()
    tomorrow = post.actor().today.replace(day=post.actor().today.day + 1)
    record_encounter(post.actor(), person, {"visit": {"next_appt": tomorrow, "disposition": "fu"}, "opd": OPD})
    post.later(days=1)
    assert [row.why for row in present_board(post.actor()).due] == ["Infección respiratoria alta"]
    record_arrival(post.actor(), person)
    assert present_board(post.actor()).due == ()


def test_calling_and_leaving_from_the_board(post: TestPost) -> None:
    person, _ = wait(post, "Wilmer")
    client = post.client("nurse")
    answer = client.post(f"/people/{person.id.hex()}/arrival/called")
    assert answer.status_code == 303
    assert present_board(post.actor()).inside[0].name == "Wilmer Mejía"
    client.post(f"/people/{person.id.hex()}/arrival/left")
    assert present_board(post.actor()).inside == ()


def test_who_was_called_by_a_colleague_meanwhile_is_not_called_or_sent_away_from_an_old_page(post: TestPost) -> None:
    """Two called the same person from two boards: the second took them over, and nobody was told."""
    person, _ = wait(post, "Wilmer")
    doctor, nurse, here = post.client("doctor"), post.client("nurse"), f"/people/{person.id.hex()}/"
    doctor.post(f"{here}arrival/called")
    for state in ("called", "left"):
        told = nurse.post(f"{here}arrival/{state}", {"shown": "waiting"})
        assert told["Location"] == here
        assert present_board(post.actor()).inside[0].why.startswith("Doctor")
    assert "En consulta desde hace menos de 1 min · Doctor" in nurse.get(here).content.decode()
    nurse.post(f"{here}arrival/left", {"shown": "called"})
    assert present_board(post.actor()).inside == ()


def test_polling_does_not_prolong_the_session(post: TestPost) -> None:
    from posta.node.process_state import PROCESS

    client = post.client("nurse")
    client.get("/")
    session = PROCESS.sessions.find(client.cookies["posta"].value)
    assert session is not None
    seen = session.last_seen
    assert client.get("/board/poll").status_code == 200
    assert session.last_seen == seen


def test_the_first_day_says_what_to_do(post: TestPost) -> None:
    assert "Hoy todavía no ha venido nadie" in post.client().get("/").content.decode()


@pytest.mark.parametrize(
    ("spoken", "said", "near"),
    [("es-mx", "domingo 25 nov", "12 nov"), ("en", "Sunday 25 Nov", "12 Nov"), ("fr", "dimanche 25 nov", "12 nov")],
)
def test_days_are_written_as_the_language_writes_them(spoken: str, said: str, near: str) -> None:
    """The board of an English-speaking volunteer was headed "Today, sunday 25 nov"."""
    with translation.override(spoken):
        assert format_long_date(date(2018, 11, 25)) == said
        assert format_day(date(2018, 11, 12), date(2018, 11, 25)) == near
