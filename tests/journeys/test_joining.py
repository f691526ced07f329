"""A mission grows: a colleague gets words, a computer joins, a second colleague begins there; and one computer is lost."""

import re
from pathlib import Path

import pytest

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission.join_requests import accept_invitation
from posta.chart.record.person_registers import find_person
from posta.ledger.queries import count_quarantined
from posta.mission.posts import find_device, find_post_by_code
from posta.mission.staff import find_staff
from posta.scribe.context.node_context import NodeContext
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.coordination_fixture import Coordination
from tests.journeys.nodes import Browser, make_home, run_posta, serving, try_posta
from tests.journeys.test_thread import OPD, PERSON
from tests.page_text import squeeze

ANA = "laguna tejer cobre verano mula"
POST = "tenosique_la72"


@pytest.mark.slow
def test_a_computer_joins_and_colleagues_begin_there_with_their_words(tmp_path: Path) -> None:
    """Given a founded mission, when Ana appoints and enrols, then Berta opens the new post and Carlos joins her there."""
    centre_home, post_home = tmp_path / "centre", tmp_path / "post"
    make_home(centre_home, ANA)
    asked = run_posta(post_home, "join", "--request", str(tmp_path / "request"))
    with serving(centre_home) as port:
        ana = Browser(port)
        assert ana.enter(ANA).status == 303
        berta, carlos = appoint(ana, "Berta", "nurse"), ""
        words, told, invitation = enrol(ana, (tmp_path / "request").read_bytes())
        assert words in asked, "people compare these aloud before anything happens"
        turned_away(tmp_path, post_home, invitation, berta)
        (tmp_path / "invitation").write_bytes(invitation)
        joined = run_posta(post_home, "join", "--invitation", str(tmp_path / "invitation"), typed=berta + "\n")
        assert told in joined, "and these show the new computer that it joined this very mission"

        with serving(post_home) as other_port:
            browser = Browser(other_port)
            assert browser.enter(berta).status == 303
            board = browser.get("/")
            assert board.status == 200
            assert "La 72" in board.text

            carlos = appoint(ana, "Carlos", "doctor")
            assert Browser(other_port).enter(carlos, "/login/").status == 422, "the news has not arrived there yet"
            bundle = ana.get("/sync/bundle").body
            brought = browser.upload("/sync/import", "bundle", bundle, page="/sync/")
            assert (brought.status, brought.location) == (303, "/sync/imported")
            doctor = Browser(other_port)
            assert doctor.enter(carlos, "/login/").status == 303
            board = doctor.get("/")
            assert board.status == 200
            assert "Carlos" in board.text
            assert browser.get("/").status == 200, "Berta goes on working beside him"
            assert doctor.ask("POST", "/lock").status == 303
            assert doctor.becomes("locked")
            assert doctor.enter(carlos).status == 303, "from now on his words open the locked post"


def turned_away(folder: Path, home: Path, invitation: bytes, words: str) -> None:
    """What is no invitation for this computer is refused in one line, and the right one still works afterwards."""
    other = folder / "other"
    run_posta(other, "join", "--request", str(folder / "other-request"))
    flipped = invitation[:100] + bytes((invitation[100] ^ 1,)) + invitation[101:]
    wrong = folder / "wrong"
    for where, data, typed in (
        (home, b"", words),
        (home, b"a photo", words),
        (home, invitation[:-20], words),
        (home, flipped, words),
        (other, invitation, words),
        (home, invitation, "palabras que nadie tiene aqui"),
    ):
        wrong.write_bytes(data)
        refused = try_posta(where, "join", "--invitation", str(wrong), typed=f"{typed}\n")
        assert refused.returncode == 1
        assert len(refused.stderr.splitlines()) == 1, refused.stderr
        assert not (where / "slots").exists()
    assert "finish" in try_posta(home, "doctor").stdout


def appoint(browser: Browser, name: str, role: str) -> str:
    """A new colleague at the administrator's screen; the words as shown."""
    answer = browser.send(
        "/admin/colleagues/new", {"name": name, "role": role, "until": "", "language": "es", "networks": "route"}
    )
    assert answer.status == 303, answer.text
    page = browser.get(answer.location).text
    return " ".join(re.findall(r'<li>\d ?<strong class="code">([a-z]+)</strong></li>', squeeze(page)))


def enrol(browser: Browser, request: bytes) -> tuple[str, str, bytes]:
    """Enrol a computer; the words compared before, the words it must show afterwards, and its invitation."""
    page = browser.send("/admin/devices/new", {"code": request.hex(), "post": POST})
    words = six_words(page.text)
    answer = browser.send(
        "/admin/devices/enrol", {"request": request.hex(), "post": POST, "same": "yes"}, "/admin/devices/new"
    )
    assert answer.status == 303, answer.text
    address = answer.location.partition("?")[0]
    return words, six_words(browser.get(address).text), browser.get(f"{address}invitation").body


def six_words(page: str) -> str:
    found = re.search(r'lang="es" class="code title"><strong>([^<]+)</strong>', squeeze(page))
    assert found
    return found[1]


def test_what_a_lost_computer_writes_later_is_set_aside(centre: Coordination) -> None:
    """Given two computers, when one is declared lost, then what it wrote before stands everywhere and the rest nowhere."""
    centre.appoint("doctor")
    lost, kept = new_computer(centre), new_computer(centre)
    treat(centre, lost)
    centre.later(minutes=1)
    exchange(centre.node, MemoryTransport(lost))
    address = f"/admin/devices/{lost.device.feed.hex()}/revoke"
    assert centre.client().post(address, {"reason": "robado"}).status_code == 303
    stands = find_device(centre.node.cursor, lost.device.feed)
    assert stands is not None
    assert stands.revoked == (0, 1)

    treat(centre, lost)
    centre.later(minutes=1)
    exchange(kept, MemoryTransport(centre.node))
    kept = decrypt_with_new_keys(kept)
    for node in (centre.node, kept):
        exchange(node, MemoryTransport(lost))
        node = decrypt_with_new_keys(node)
        assert [(one.rule, one.entries) for one in count_quarantined(node.cursor)] == [("revoked", 2)]
        assert node.cursor.execute("SELECT COUNT(*) FROM figures_row WHERE kind = 2").fetchone() == (1,)
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before

    treat(centre, kept)
    centre.later(minutes=1)
    exchange(lost, MemoryTransport(kept))
    lost = decrypt_with_new_keys(lost)
    known = lost.cursor.execute("SELECT COUNT(*) FROM chart_person").fetchone()[0]
    assert known == 1, "whom it registered before; not even itself goes on, and what others write does not open there"


def new_computer(centre: Coordination) -> NodeContext:
    """A computer enrolled at the administrator's screen."""
    computer, client = centre.computer(), centre.client()
    form = {"request": centre.request_of(computer).hex(), "post": POST, "same": "yes"}
    client.post("/admin/devices/enrol", form)
    return accept_invitation(computer, client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation").content)[0]


def treat(centre: Coordination, node: NodeContext) -> None:
    """A person is registered and treated at a computer."""
    colleague, place = find_staff(node.cursor, centre.people["doctor"][0]), find_post_by_code(node.cursor, POST)
    assert colleague is not None
    assert place is not None
    actor = Actor(node, colleague, place)
    person = find_person(node.cursor, record_person(actor, PERSON)[0])
    assert person is not None
    record_encounter(actor, person, {"opd": OPD})
