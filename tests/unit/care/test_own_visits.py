"""What a trade sees as its own on the board and the agenda: what it may record, or promised itself; of others a number."""

from datetime import timedelta

import pytest

from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.visits.encounter import record_encounter
from posta.care.agenda.agenda_page import LateGroup, present_agenda
from posta.care.board.board_page import Board, present_board
from posta.catalog.language.form import SEALED, get_form, list_forms
from posta.mission.roles import ROLES, may_record
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import appoint
from tests.page_text import squeeze
from tests.post_fixture import TestPost
from tests.spec.examples import FEET

pytestmark = pytest.mark.django_db(transaction=True)

CARE_TRADES = sorted(code for code, role in ROLES.items() if role.gives_care)
PLANNED = sorted(form.name for form in list_forms() if form.programme != "ALL" and form.service.offered)
"""Every form for which a visit can be planned: one person missed each."""


@pytest.fixture
def missed(post: TestPost) -> TestPost:
    """A colleague of every trade; of each form one missed visit, planned by the nurse, by whose form the person is called."""
    for trade in CARE_TRADES:
        if trade not in post.house.people:
            appoint(post.house, trade)
    post.later(minutes=1)
    exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))
    nurse = post.actor("nurse")
    day = nurse.today + timedelta(days=1)
    for name in PLANNED:
        choice = VisitChoice(day, day, day, name)
        record_encounter(nurse, post.person(alias=name), {"opd": FEET}, plan=lambda filled, one=choice: [one])
    post.later(days=3)
    return post


def is_theirs(trade: str, name: str) -> bool:
    """Whether a visit for a form is of a trade: it records the form, and opens it where it is sealed.

    What the nurse planned in the open is a promise of hers. Of a discreet trade no visit stands in the open.
    """
    form = get_form(name)
    if form.compartment in SEALED:
        return may_record(trade, form) and form.compartment in ROLES[trade].compartments
    return trade == "nurse" or (may_record(trade, form) and not ROLES[trade].hides_author)


@pytest.mark.parametrize("trade", CARE_TRADES)
def test_overdue_is_what_a_trade_may_record_or_promised(missed: TestPost, trade: str) -> None:
    """The psychiatrist's board showed five dressings as overdue."""
    actor = missed.actor(trade)
    expected = {name for name in PLANNED if is_theirs(trade, name)}
    mine = present_agenda(actor, mine=True)
    assert {one.name.split()[0] for one in mine.overdue if not isinstance(one, LateGroup)} == expected
    assert mine.overdue_count == len(expected)
    board = present_board(actor)
    assert {row.name.split()[0] for row in board.overdue} <= expected
    assert (board.overdue_count, board.overdue_for_others) == (str(len(expected)), len(PLANNED) - len(expected))
    assert present_agenda(actor, mine=False).overdue_count == len(PLANNED)


def test_what_others_have_to_do_is_a_number_with_a_way_to_it(missed: TestPost) -> None:
    page = squeeze(missed.client("psychiatrist").get("/").content.decode())
    theirs = sum(is_theirs("psychiatrist", name) for name in PLANNED)
    assert f"De otras áreas: 0 hoy, {len(PLANNED) - theirs} con atraso" in page
    assert "/agenda/?for=all" in page


def due_of(board: Board) -> list[str]:
    return [row.name.split()[0] for row in board.due]


def test_a_day_to_come_back_is_of_who_records_the_contact(missed: TestPost) -> None:
    post = missed
    back = post.actor().today + timedelta(days=2)
    visit = {"next_appt": back, "disposition": "fu"}
    record_encounter(post.actor(), post.person(alias="Consulta"), {"visit": visit, "opd": FEET})
    record_encounter(
        post.actor("nurse"), post.person(alias="Mixta"), {"visit": visit, "vitals": {"temp_c": 37}, "opd": FEET}
    )
    post.later(days=2)
    for trade in CARE_TRADES:
        theirs = trade in {"doctor", "nurse", "midwife"}
        board = present_board(post.actor(trade))
        assert due_of(board) == (["Consulta", "Mixta"] if theirs else []), trade
        assert board.due_for_others == (0 if theirs else 2), trade


def test_a_visit_for_any_care_is_of_everybody_who_leaves_a_name(missed: TestPost) -> None:
    """At the door of a place without a doctor a visit is planned for whoever can: it belongs to nobody alone."""
    post, day = missed, missed.actor().today + timedelta(days=1)
    choice = VisitChoice(day, day, day, "")
    record_encounter(post.actor("nurse"), post.person(alias="Puerta"), {"opd": FEET}, plan=lambda filled: [choice])
    post.later(days=1)
    for trade in CARE_TRADES:
        assert due_of(present_board(post.actor(trade))) == ([] if ROLES[trade].hides_author else ["Puerta"]), trade
