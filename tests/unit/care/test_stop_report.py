"""The report of a stop on one page: counts of what happened between opening and closing, and nothing reserved by name."""

import re
from html import unescape

import pytest

from posta.acts.care.headcounts.stops import close_stop, open_stop
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.access_log import list_prints
from posta.chart.board import find_open_arrival
from posta.ids import EntryId
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Ampollas", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "n",
       "rx": ({"drug": "N02BE01", "form": "tablet", "dose": "1 tableta", "freq": "q8h", "days": 3, "source": "own"},)}  # fmt: skip
REFER = {"to_type": "hosp", "reason": "higher", "urgency": "w1", "consent": "y", "status": "sent"}
SEEN = {"sig_type": "disease", "sig_dx": "awd", "sig_place": "30039", "sig_src": "shelter", "n_aff": 7}
CANARY = "QUETZALCANARIO"


@pytest.fixture
def team(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """The clinic beside the tracks."""
    return make_post(monkeypatch, "coatzacoalcos_vias")


def worked(team: TestPost) -> EntryId:
    """A stop with somebody seen, somebody who left, somebody reserved, referrals and a signal; what came before it."""
    early = team.person(alias=f"{CANARY} antes")
    record_arrival(team.actor(), early, reason="pain")
    team.later(hours=3)
    actor = team.actor("nurse")
    stop = open_stop(actor, {"stop_at": actor.now, "team": ("doctor", "nurse"), "box_ors": 20})
    team.later(minutes=5)
    actor = team.actor()
    seen, left, hidden = (team.person(alias=f"{CANARY} {n}") for n in ("uno", "dos", "tres"))
    record_arrival(actor, seen, reason="feet")
    record_arrival(actor, left, reason=f"busca a {CANARY}")
    record_arrival(actor, hidden, reason=CANARY, reserved=True)
    for person, state in ((seen, "called"), (left, "left")):
        waiting = find_open_arrival(actor.node.cursor, person.id, actor.post.number, actor.queue_start)
        assert waiting is not None
        record_arrival_status(actor, person, waiting.arrival, state)
    record_encounter(actor, seen, {"opd": OPD})
    now = {"sent_dt": actor.now, "status_dt": actor.now}
    record_encounter(actor, seen, {"referral": REFER | now})
    worker = team.actor("social_worker")
    record_encounter(
        worker, hidden, {"referral": REFER | now | {"to_type": "legal", "reason": "legal", "outcome": CANARY}}
    )
    record_signal(actor, SEEN, CANARY)
    team.later(hours=2)
    actor = team.actor("nurse")
    close_stop(
        actor, {"stop_at": actor.now, "incidents": ("crowd",), "all_back": True, "box_ors": 8, "stop_note": CANARY}
    )
    return stop


def report_of(team: TestPost, stop: EntryId, trade: str = "nurse") -> str:
    answer = team.client(trade).get(f"/stops/{stop.hex()}/report")
    assert answer.status_code == 200
    page = answer.content.decode()
    sheet = page[page.index("<article") : page.index("</article>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", sheet)))


def test_a_report_counts_what_happened_between_opening_and_closing(team: TestPost) -> None:
    sheet = report_of(team, worked(team))
    for words in (
        "Equipo : Medicina, Enfermería", "Llegaron 3", "Pies 1", "Cita reservada 1", "Hospital 1", "Reservado 1",
        "Sobres de suero oral 20 8 12", "Paracetamol 1", "Diarrea acuosa aguda, 7 personas", "Tumulto",
    ):  # fmt: skip
        assert words in sheet.replace("Equipo:", "Equipo :"), (words, sheet)


@pytest.mark.parametrize("trade", ["nurse", "social_worker", "promoter"])
def test_nothing_reserved_stands_on_it_for_anybody(team: TestPost, trade: str) -> None:
    """Neither names nor words, nor to whom a sealed referral went: not even for the colleague who wrote it."""
    sheet = report_of(team, worked(team), trade)
    assert CANARY not in sheet
    assert "egal" not in sheet


def test_who_printed_it_is_in_the_access_log(team: TestPost) -> None:
    stop = worked(team)
    report_of(team, stop)
    team.later(minutes=2)
    team.client().get("/")
    actor = team.actor()
    assert [one.what for one in list_prints(actor.node.cursor, actor.post.number, most=5)] == ["stop_report"]
    assert "Informe de la parada" in team.client("nurse").get("/prints/log").content.decode()


def test_one_that_is_open_reaches_to_now_and_an_unknown_one_is_not_found(team: TestPost) -> None:
    actor = team.actor("nurse")
    stop = open_stop(actor, {"stop_at": actor.now, "team": ("nurse",), "box_ors": 20})
    assert "sigue abierta" in report_of(team, stop)
    assert "Sobres de suero oral 20 – –" in report_of(team, stop)
    close_stop(team.actor("nurse"), {"stop_at": team.actor().now, "incidents": ("none",), "all_back": True})
    assert "Sobres de suero oral 20 – –" in report_of(team, stop)  # nobody counted what came back
    assert team.client().get(f"/stops/{'0' * 32}/report").status_code == 404
    shown = team.client("nurse").get("/stops/").content.decode()
    assert f'href="/stops/{stop.hex()}/report"' in shown
