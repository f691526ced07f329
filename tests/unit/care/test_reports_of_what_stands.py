"""Every printed sheet says what stands: a visit counts as it was corrected, and one entered in error not at all."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from posta.acts.care.headcounts.stops import open_stop
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.undo import mark_entered_in_error, record_reinstatement
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.board import count_seen, find_open_arrival
from posta.chart.record.person import Person
from posta.ids import EntryId
from posta.web.printing import CARD, CERTIFICATE, DAY_SHEET, DUE_LIST, LETTER, PRESCRIPTION, SHEETS, SLIP, STOP_REPORT
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
RX = {"drug": "N02BE01", "form": "tablet", "dose": "1 tableta", "freq": "q8h", "days": 3, "source": "own"}
OTHER_RX = RX | {"drug": "J01CA04", "dose": "1 cápsula"}
OPD = {"complaint": "Ampollas", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n", "rx": (RX,)}
ADDRESSES = {
    PRESCRIPTION: "/people/{person}/prescription",
    CERTIFICATE: "/people/{person}/certificate",
    DAY_SHEET: "/prints/day",
    DUE_LIST: "/prints/due?who=name&days=30",
    STOP_REPORT: "/stops/{stop}/report",
    CARD: "/people/{person}/card",
}
NO_VISIT = frozenset({LETTER, SLIP})  # a referral by its own state, and a number in a queue


@pytest.fixture
def team(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """The clinic beside the tracks, with an open stop."""
    return make_post(monkeypatch, "coatzacoalcos_vias")


def sheets(team: TestPost, person: Person, stop: EntryId) -> dict[str, str]:
    """Every sheet in words, without what changes with the clock and with the number of an entry."""
    team.later(minutes=1)
    found = {}
    for name, address in ADDRESSES.items():
        answer = team.client().get(address.format(person=person.id.hex(), stop=stop.hex()))
        assert answer.status_code == 200, name
        page = answer.content.decode()
        start = page.find("<article")
        sheet = page[start : page.rindex("</article>")] if start >= 0 else ""
        plain = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", sheet)))
        found[name] = re.sub(r"[0-9A-F]{4}-[0-9A-F]{4}|[0-9a-f]{32}", "", plain)
    return found


def begin(team: TestPost) -> tuple[Person, EntryId]:
    actor = team.actor("nurse")
    stop = open_stop(actor, {"stop_at": actor.now, "team": ("nurse",)})
    team.later(minutes=5)
    person = team.person()
    record_arrival(team.actor(), person, reason="feet")
    return person, stop


def seen(team: TestPost, person: Person, **more: object) -> EntryId:
    """A visit that closes the arrival and names the next one."""
    actor = team.actor()
    waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
    assert waiting is not None
    visit = {"disposition": "fu", "next_appt": actor.today.replace(month=12, day=5)}
    forms = {"visit": visit, "opd": OPD | more}
    return record_encounter(actor, person, forms, arrival=waiting.arrival).entry


def correct(team: TestPost, person: Person, entry: EntryId, **more: object) -> EntryId:
    actor = team.actor()
    visit = {"disposition": "fu", "next_appt": actor.today.replace(month=12, day=5)}
    return record_encounter(
        actor, person, {"visit": visit, "opd": OPD | more}, corrects=entry, occurred_at=actor.now
    ).entry


def test_every_sheet_is_looked_at() -> None:
    assert set(ADDRESSES) | NO_VISIT == set(SHEETS)


def test_a_corrected_visit_stands_as_corrected_on_every_sheet(team: TestPost) -> None:
    person, stop = begin(team)
    entry = seen(team, person)
    before = sheets(team, person, stop)
    assert "Paracetamol 1" in before[STOP_REPORT]
    correction = correct(team, person, entry, rx=(OTHER_RX,))
    after = sheets(team, person, stop)
    assert [name for name, sheet in after.items() if "aracetamol" in sheet] == []
    assert "Amoxicilina 1" in after[STOP_REPORT]
    assert "moxicilina" in after[PRESCRIPTION]
    assert (after[DAY_SHEET], after[DUE_LIST]) == (before[DAY_SHEET], before[DUE_LIST]), "still one visit"
    team.later(minutes=1)
    mark_entered_in_error(team.actor(), person, correction, "otra persona")
    assert sheets(team, person, stop) == before


def test_a_correction_of_a_correction_counts_once(team: TestPost) -> None:
    person, stop = begin(team)
    entry = seen(team, person)
    team.later(minutes=1)
    first = correct(team, person, entry, rx=(OTHER_RX,))
    team.later(minutes=1)
    correct(team, person, first, rx=(OTHER_RX, RX))
    sheet = sheets(team, person, stop)[STOP_REPORT]
    assert "Paracetamol 1" in sheet
    assert "Amoxicilina 1" in sheet


def test_what_two_corrections_apart_both_name_counts_once(team: TestPost) -> None:
    person, stop = begin(team)
    entry = seen(team, person)
    for _ in range(2):
        team.later(minutes=1)
        correct(team, person, entry, rx=(OTHER_RX,))
    assert "Amoxicilina 1" in sheets(team, person, stop)[STOP_REPORT]


def test_a_visit_entered_in_error_is_on_no_sheet_and_comes_back_with_its_reinstatement(team: TestPost) -> None:
    person, stop = begin(team)
    without = sheets(team, person, stop)
    entry = seen(team, person)
    with_it = sheets(team, person, stop)
    assert all(with_it[name] != without[name] for name in ADDRESSES if name != CARD), "each sheet says something of it"
    mark_entered_in_error(team.actor(), person, entry, "otra persona")
    gone = sheets(team, person, stop)
    for name, sheet in gone.items():
        assert "aracetamol" not in sheet, name
    assert _counts(gone) == _counts(without)
    actor = team.actor()
    assert count_seen(actor.node.cursor, actor.post.number, actor.day_start) == 0
    record_reinstatement(team.actor(), person, entry)
    assert sheets(team, person, stop) == with_it


def _counts(found: dict[str, str]) -> dict[str, str]:
    """The sheets that count, without the waiting times: when somebody was called stays true."""
    drop: Callable[[str], str] = lambda sheet: re.sub(r"\d+ min|–", "", sheet)  # noqa: E731
    return {name: re.sub(r"\s+", " ", drop(found[name])) for name in (DAY_SHEET, DUE_LIST, STOP_REPORT)}
