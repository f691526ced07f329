"""Who may do what to a signal: the table names team leaders and epidemiologists, and every computer judges by it."""

import pytest

from posta.mission.roles import ROLES, may_record
from posta.operations.signals.report import ReportAnswers, get_report_form
from posta.operations.signals.signal_course import Computers, Report, SignalAct, SignalLog, judge_signal
from posta.operations.tables import list_tables

WATCHERS = {"team_leader", "epidemiologist"}
STAFF, FEED = b"s" * 16, b"f" * 16
ROOT = Report(
    1, b"r" * 16, None, 1, 17_860, None, FEED, 1 << 40, "", ReportAnswers("disease", "", "", "", None, None, None)
)
AFTER = {
    "verify": [],
    "discard": [],
    "assess": ["verify"],
    "answer": ["verify", "assess"],
    "close": ["verify", "assess"],
}


def act(name: str, place: int, author: bytes | None = STAFF) -> SignalAct:
    return SignalAct(place, bytes([place]) * 16, ROOT.id, name, "low", "", "known", "", author, FEED, ROOT.hlc + place)


@pytest.mark.parametrize("role", [*ROLES, "astronaut", ""])
@pytest.mark.parametrize("name", AFTER)
def test_an_act_counts_by_the_role_of_its_author(role: str, name: str) -> None:
    leader = b"l" * 16
    before = [act(one, place + 1, leader) for place, one in enumerate(AFTER[name])]
    acts = [*before, act(name, 9)]
    judged = judge_signal(
        SignalLog(ROOT, [], acts, []), {STAFF: [(0, role)], leader: [(0, "team_leader")]}, Computers({}, frozenset())
    )
    assert judged is not None
    assert (name in [one.act for one in judged.acts]) == (role in WATCHERS)


def test_an_act_of_nobody_counts_for_nothing() -> None:
    judged = judge_signal(SignalLog(ROOT, [], [act("verify", 1, None)], []), {}, Computers({}, frozenset()))
    assert judged is not None
    assert judged.course.state == "recorded"


def test_everybody_who_works_at_a_post_records_one_and_administrators_do_not() -> None:
    assert {role for role in ROLES if may_record(role, get_report_form())} == set(ROLES) - {"administrator"}
    assert {role for one in list_tables()["signal"].transitions for role in one.roles} == WATCHERS
