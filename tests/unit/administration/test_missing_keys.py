"""Keys that somebody lacks: told on the pages of administration, given with a button, and never on stale news."""

from pathlib import Path

import pytest
from django.conf import settings

from posta.acts.mission import administration
from posta.acts.mission.grant_repair import list_missing_keys
from posta.catalog.compartments import Compartment
from posta.config import background
from posta.ids import StaffId
from posta.mission.keys.granted_keys import load_person_epochs
from posta.node.process_state import PROCESS
from posta.node.settings import drop_setting, put_setting
from posta.node.upkeep.node_health import HEALTH_FILE, note_health
from posta.seal.keys import PersonKeys
from posta.sync.lost_tail import SETTING
from posta.sync.peers import record_contact
from tests.coordination_fixture import Coordination, without_keys, without_newest_key
from tests.post_fixture import TestPost

LACKS = "le falta una llave"


@pytest.fixture(autouse=True)
def _as_never_restored(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(PROCESS, "last_sync_at_opening", 0)
    yield
    for name in (SETTING, "sync.last"):
        drop_setting(name)
    (Path(settings.POSTA_HOME) / HEALTH_FILE).unlink(missing_ok=True)


def test_who_lacks_a_key_is_told_and_one_button_gives_it(centre: Coordination) -> None:
    device, (berta, keys) = without_newest_key(centre), without_keys(centre)
    client = centre.client()
    assert "2 equipos o colegas sin una llave" in client.get("/admin/").content.decode()
    for address in ("/admin/devices/", f"/admin/devices/{device.feed.hex()}/", "/admin/colleagues/", "/places/"):
        assert LACKS in client.get(address).content.decode().lower(), address
    page = client.get(f"/admin/colleagues/{berta.id.hex()}/").content.decode()
    assert 'action="/admin/keys/"' in page

    answer = client.post("/admin/keys/")
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Se dieron 4 llaves" in page
    assert list_missing_keys(centre.node) == []
    assert LACKS not in client.get("/admin/devices/").content.decode().lower()
    held = {(e.compartment, e.network) for e in load_person_epochs(centre.node.cursor, berta.id, keys)}
    assert held == {(Compartment.MENTAL_HEALTH, "route"), (Compartment.PROTECTED, "route")}
    assert "Se dieron 0" not in client.get(client.post("/admin/keys/").headers["Location"]).content.decode()


def test_the_computer_gives_by_itself_what_it_holds_and_only_once_it_has_met_others(centre: Coordination) -> None:
    """A restored computer does not know who was declared lost since its backup."""
    device = without_newest_key(centre)
    put_setting("sync.last", centre.clock.millis() - 1000)
    PROCESS.last_sync_at_opening = centre.clock.millis() - 1000
    assert background.maintain_keys_after_sync(centre.node) == 0
    record_contact(centre.node)
    assert background.maintain_keys_after_sync(centre.node) == 1
    assert background.maintain_keys_after_sync(centre.node) == 0
    left = {(one.holder, one.place[0]) for one in list_missing_keys(centre.node)}
    assert left == {(device.feed, Compartment.CARE)}


def test_the_button_of_a_restored_computer_asks_for_an_exchange_first(centre: Coordination) -> None:
    without_newest_key(centre)
    put_setting("sync.last", centre.clock.millis())
    put_setting(SETTING, [{"place": [], "since": 0, "noted": centre.clock.millis()}])
    answer = centre.client().post("/admin/keys/")
    assert answer.status_code >= 400
    assert "se restauró" in answer.content.decode()
    assert len(list_missing_keys(centre.node)) == 2
    centre.later(minutes=1)
    record_contact(centre.node)
    assert centre.client().post("/admin/keys/").status_code == 303
    assert list_missing_keys(centre.node) == []


def test_an_administrator_who_lacks_the_key_too_is_told_who_can_give_it(centre: Coordination) -> None:
    """A second administrator was appointed by a computer that had lost the keys: their button could only do nothing."""
    without_newest_key(centre)
    first, keys, staff = (
        centre.people["administrator"],
        PersonKeys.generate(centre.random.randbytes),
        StaffId(bytes(16)),
    )
    act = administration.build_appointment(staff, "Carlos", "administrator", keys.box_public, keys.verify_key)
    administration.record_appointment(centre.node, act, [], first[0])
    administration.record_key_escrow(centre.node, staff, keys.box_public, [], centre.case.secret, first[0])
    centre.people["administrator"] = (staff, keys)
    client = centre.client()
    client.post("/admin/keys/")  # what this computer holds itself, they can give
    page = client.get(client.post("/admin/keys/").headers["Location"]).content.decode()
    assert "no le fueron concedidas a usted" in page
    centre.people["administrator"] = first
    assert centre.client().post("/admin/keys/").status_code == 303
    assert list_missing_keys(centre.node) == []


def test_everybody_at_a_post_that_lacks_a_key_reads_what_to_do(post: TestPost) -> None:
    note_health(Path(settings.POSTA_HOME), keys_missing=1)
    page = post.client("nurse").get("/").content.decode()
    assert "A esta computadora le falta una llave" in page
    assert "pida a la administración" in page
