"""A colleague leaves, or is given new words: at each post that has received the news, the old words open nothing."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError

from posta.acts.mission import administration
from posta.acts.mission.appointments import end_appointment, reset_passphrase
from posta.acts.mission.first_login import provision_colleague
from posta.acts.mission.slot_revocation import check_may_unlock, revoke_slots
from posta.config.background import apply_log_to_device
from posta.ids import StaffId
from posta.mission.keys.wrapped_keys import find_by_passphrase
from posta.node.identity.device import SLOTS_FILE, Unlocked, create_device
from posta.node.identity.master_key_holder import NodeKeys
from posta.node.identity.unlock import enrol_person, list_staff, unlock
from posta.node.process_state import PROCESS
from posta.node.settings import put_setting
from posta.node.storage.private_file import FileNotWritten
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.cheap_passphrases import TINY
from tests.coordination_fixture import Coordination
from tests.journeys.nodes import Browser, make_home, run_posta, serving
from tests.journeys.test_joining import ANA, appoint, enrol
from tests.post_fixture import TestPost

BERTA = "nube pan sal remo tecla"
NEW = "otra nube otro pan otra sal"


class Computer:
    """A computer whose log is the one of this test, with slots of its own."""

    def __init__(self, centre: Coordination, home: Path) -> None:
        self.home, self.cursor = home, centre.node.cursor
        staff, keys = centre.people["administrator"]
        made = create_device(home, ANA, "es", staff=staff, parameters=TINY).unlocked
        self.master = made.master
        enrol_person(home, made, ANA, staff, keys)
        self.opens(ANA)

    def opens(self, words: str) -> bool:
        """Whether words open this computer while it is locked."""
        found = unlock(self.home, words)
        return found is not None and check_may_unlock(self.home, found, self.cursor)

    def begins(self, words: str) -> bool:
        """Whether words open it while it is open, for somebody who has no slot."""
        found = provision_colleague(self.home, words, self.master)
        return found is not None and check_may_unlock(self.home, found, self.cursor)

    def heed(self) -> None:
        revoke_slots(self.home, self.master, self.cursor)

    def owners(self) -> tuple[StaffId, ...]:
        return list_staff(self.home, self.master)


@pytest.fixture
def computer(centre: Coordination, tmp_path: Path) -> Computer:
    centre.appoint("nurse", BERTA)
    found = Computer(centre, tmp_path / "home")
    assert found.begins(BERTA)
    assert found.opens(BERTA)
    return found


def end(centre: Coordination) -> None:
    centre.later(seconds=1)
    end_appointment(centre.node, centre.case, centre.staff("nurse"), by=centre.people["administrator"][0])


def give(centre: Coordination) -> None:
    centre.later(seconds=1)
    reset_passphrase(centre.node, centre.case, centre.staff("nurse"), NEW, by=centre.people["administrator"][0])


def test_the_words_of_who_left_open_nothing_once_the_news_was_read(centre: Coordination, computer: Computer) -> None:
    """Given Berta with a slot and a session, when the ending arrives, then both are gone and Ana goes on."""
    staff, keys = centre.people["nurse"]
    session = PROCESS.sessions.begin(staff, keys, language="es")
    computer.heed()
    assert PROCESS.sessions.find(session.token) is session, "nothing happens before the news"
    end(centre)
    computer.heed()
    assert PROCESS.sessions.find(session.token) is None
    assert unlock(computer.home, BERTA) is None
    assert not computer.begins(BERTA)
    assert computer.opens(ANA)


def test_the_words_of_who_left_open_nothing_at_a_computer_that_was_locked_meanwhile(
    centre: Coordination, computer: Computer
) -> None:
    """Given the news in the log and nobody since, when Berta comes first, then she is sent away and her slot is gone."""
    end(centre)
    assert unlock(computer.home, BERTA) is not None
    assert not computer.opens(BERTA)
    assert unlock(computer.home, BERTA) is None


def test_who_comes_back_begins_again_with_the_same_words(centre: Coordination, computer: Computer) -> None:
    end(centre)
    computer.heed()
    centre.later(seconds=1)
    assert centre.client().post(
        f"/admin/colleagues/{centre.people['nurse'][0].hex()}/", {"role": "nurse", "until": "", "networks": ["route"]}
    )
    assert computer.begins(BERTA)
    assert computer.opens(BERTA)


def test_new_words_take_the_place_of_the_old_ones(centre: Coordination, computer: Computer) -> None:
    """Given new words for Berta, when the news arrives, then the old ones open nothing, and the new ones make a slot."""
    staff, keys = centre.people["nurse"]
    session = PROCESS.sessions.begin(staff, keys, language="es")
    give(centre)
    computer.heed()
    assert PROCESS.sessions.find(session.token) is None
    assert unlock(computer.home, BERTA) is None
    assert computer.begins(NEW)
    assert computer.opens(NEW)
    assert not computer.begins(BERTA)
    assert len(computer.owners()) == 2


def test_a_slot_of_unknown_age_is_judged_when_its_words_are_used(centre: Coordination, tmp_path: Path) -> None:
    """Given a slot made before slots were noted, when its old words are typed after the news, then they open nothing."""
    centre.appoint("nurse", BERTA)
    computer = Computer(centre, tmp_path / "home")
    found = find_by_passphrase(computer.cursor, BERTA)
    assert found is not None
    made = unlock(computer.home, ANA)
    assert made is not None
    enrol_person(computer.home, made, BERTA, *found)
    give(centre)
    computer.heed()
    assert unlock(computer.home, BERTA) is not None
    assert not computer.opens(BERTA)
    assert unlock(computer.home, BERTA) is None


def test_the_last_slot_stays_until_somebody_else_has_one(centre: Coordination, tmp_path: Path) -> None:
    """Given a post that only Berta opens, when her work ends, then her words open the door, no page, and go with the next."""
    centre.appoint("nurse", BERTA)
    home = tmp_path / "home"
    made = create_device(home, BERTA, "es", parameters=TINY).unlocked
    staff, keys = centre.people["nurse"]
    own = replace(made, staff=staff, person=keys)
    (home / SLOTS_FILE).write_bytes(slots_of(own, BERTA))
    end(centre)
    revoke_slots(home, own.master, centre.node.cursor)
    assert check_may_unlock(home, own, centre.node.cursor)
    client = centre.client("nurse")
    assert client.get("/").status_code == 403, "her session shows nothing"
    centre.appoint("doctor", NEW)
    assert provision_colleague(home, NEW, own.master) is not None
    revoke_slots(home, own.master, centre.node.cursor)
    assert list_staff(home, own.master) == (centre.people["doctor"][0],)


def test_a_full_disk_lets_nobody_in_who_left_and_keeps_nobody_else_out(
    centre: Coordination, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a disk that accepts no writing, when Berta's work has ended, then she is sent away and Ana comes in."""

    def refuse(*given: object, **named: object) -> None:
        raise FileNotWritten("The disk is full.")

    end(centre)
    found = unlock(computer.home, BERTA)
    assert found is not None
    monkeypatch.setattr("posta.node.identity.unlock.write_private", refuse)
    assert not computer.opens(BERTA)
    monkeypatch.setattr("posta.acts.mission.slot_revocation.put_setting", lambda *given: refuse_by_database())
    put_setting("slots", {})
    assert computer.opens(ANA)
    monkeypatch.setattr("django.conf.settings.POSTA_HOME", computer.home)
    monkeypatch.setattr(PROCESS, "node_keys", NodeKeys(centre.device.to_bytes(), computer.master))
    apply_log_to_device()


def refuse_by_database() -> None:
    raise DatabaseError("database or disk is full")


def test_a_session_under_old_words_shows_nothing(centre: Coordination, computer: Computer) -> None:
    client = centre.client("nurse")
    assert client.get("/sync/").status_code == 200
    give(centre)
    answer = client.get("/sync/")
    assert answer.status_code == 403
    assert "palabras nuevas" in answer.content.decode()


def slots_of(unlocked: Unlocked, words: str) -> bytes:
    from posta.node.identity.device import pack_slot_payload
    from posta.seal.slots import create_slots

    payload = pack_slot_payload(unlocked.master, unlocked.staff, unlocked.person)
    return create_slots(unlocked.master, words, unlocked.staff, payload, parameters=TINY, random=os.urandom)


@pytest.mark.slow
def test_at_a_real_post_the_words_of_who_left_are_refused(tmp_path: Path) -> None:
    """Given Berta and Carlos at an open post, when a stick brings the end of her work, then she is out and he goes on."""
    centre_home, post_home = tmp_path / "centre", tmp_path / "post"
    make_home(centre_home, ANA)
    run_posta(post_home, "join", "--request", str(tmp_path / "request"))
    with serving(centre_home) as port:
        ana = Browser(port)
        assert ana.enter(ANA).status == 303
        berta, carlos = appoint(ana, "Berta", "nurse"), appoint(ana, "Carlos", "doctor")
        (tmp_path / "invitation").write_bytes(enrol(ana, (tmp_path / "request").read_bytes())[2])
        run_posta(post_home, "join", "--invitation", str(tmp_path / "invitation"), typed=berta + "\n")
        with serving(post_home) as other_port:
            browser, doctor = Browser(other_port), Browser(other_port)
            assert browser.enter(berta).status == 303
            assert doctor.enter(carlos, "/login/").status == 303
            code = next(line for line in ana.get("/admin/colleagues/").text.split('"') if is_row(line, ana))
            assert ana.send(f"{code}end", {}, code).status == 303
            brought = doctor.upload("/sync/import", "bundle", ana.get("/sync/bundle").body, page="/sync/")
            assert brought.status == 303
            assert browser.get("/").status in {403, 303}, "at once her pages are closed"
            assert doctor.ask("POST", "/lock").status == 303
            assert doctor.becomes("locked")
            assert browser.enter(berta).status == 422, "and her words do not open the locked post"
            assert doctor.enter(carlos).status == 303
            assert browser.enter(berta, "/login/").status == 422


def is_row(text: str, browser: Browser) -> bool:
    return text.startswith("/admin/colleagues/") and len(text) == 51 and "Berta" in browser.get(text).text


def test_a_colleague_of_another_network_is_not_let_in(post: TestPost) -> None:
    """Given a nurse of Reynosa, when they come to a post of the route, then the page says whom to ask."""
    assert post.client("nurse").get("/").status_code == 200
    post.later(seconds=1)
    staff, keys = post.house.people["nurse"]
    act = administration.build_appointment(
        staff, "Nurse", "nurse", keys.box_public, keys.verify_key, networks=["reynosa"]
    )
    administration.record_appointment(post.house.node("coordination"), act, post.house.epochs, None)
    exchange(post.actor().node, MemoryTransport(post.house.node("coordination")))
    answer = post.client("nurse").get("/")
    assert answer.status_code == 403
    assert "otra red" in answer.content.decode()
    assert post.client("doctor").get("/").status_code == 200
