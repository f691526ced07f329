"""Administration as an administrator uses it: colleagues and their words, computers and their invitations, losses."""

import re
from html import unescape

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.mission.administration import build_appointment
from posta.acts.mission.join_requests import accept_invitation, verification_digest
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.structural_acts import Appointment
from posta.clock import DEFAULT_TIME_ZONE, to_epoch_day, to_local
from posta.ledger.frontier import list_tips
from posta.mission.keys.granted_keys import load_person_epochs, load_session_epochs
from posta.mission.keys.wrapped_keys import find_by_passphrase
from posta.mission.posts import find_device, find_post_by_code, list_devices
from posta.node.settings import get_setting
from posta.seal.passphrase import comparison_words
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.coordination_fixture import Coordination
from tests.post_fixture import PERSON

NURSE = {"name": "Berta", "role": "nurse", "until": "31/12/2018", "language": "fr", "networks": ["route"]}
POST = "tenosique_la72"


def words_on(page: str) -> str:
    """The five words on a page."""
    return " ".join(re.findall(r'<li>\d <strong class="code">([a-z]+)</strong></li>', page))


def add(client: Client, **changed: object):
    return client.post("/admin/colleagues/new", {**NURSE, **changed})


def test_a_colleague_is_added_and_the_words_are_shown_once(centre: Coordination) -> None:
    client = centre.client()
    answer = add(client)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    stranger = centre.client().get(address)
    assert stranger.status_code == 410
    page = client.get(address)
    assert page.headers["Cache-Control"] == "no-store"
    words = words_on(page.content.decode())
    assert len(words.split()) == 5
    found = find_by_passphrase(centre.node.cursor, words)
    assert found is not None
    berta = centre.named("Berta")
    assert (found[0], berta.role, berta.until) == (berta.id, "nurse", 17_896)
    again = client.get(address)
    assert again.status_code == 410
    assert words not in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "f-name"),
        ({"role": "queen"}, "f-role"),
        ({"networks": []}, "f-networks"),
        ({"networks": ["nowhere"]}, "f-networks"),
        ({"also": ["mental_health"]}, "f-also"),
        ({"role": "promoter", "also": ["protected"]}, "f-also"),
        ({"licence": "1234567, SSA"}, "f-licence"),
        ({"role": "promoter", "licence": "1234567"}, "f-licence"),
        ({"until": "soon"}, "f-until"),
        ({"until": "01/01/2018"}, "f-until"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(
    centre: Coordination, changed: dict[str, object], said: str
) -> None:
    answer = add(centre.client(), **changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#{said}"' in page
    assert [one.name for one in centre.client().get("/admin/colleagues/").context["working"]] == ["Ana"]


def test_another_role_keeps_the_words_and_opens_what_the_role_opens(centre: Coordination) -> None:
    nurse = centre.appoint("nurse", "uno dos tres cuatro cinco")
    address = f"/admin/colleagues/{nurse.id.hex()}/"
    answer = centre.client().post(address, {"role": "midwife", "until": "", "networks": ["route", "reynosa"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    changed = centre.staff("nurse")
    assert (changed.role, changed.until, changed.box_public) == ("midwife", None, nurse.box_public)
    found = find_by_passphrase(centre.node.cursor, "uno dos tres cuatro cinco")
    assert found is not None
    epochs = load_person_epochs(centre.node.cursor, *found)
    assert {e.compartment for e in epochs} == {Compartment.SEXUAL_VIOLENCE}


def test_the_licence_of_who_prescribes_stays_until_it_is_changed(centre: Coordination) -> None:
    client = centre.client()
    add(client, licence="7654321")
    berta = centre.named("Berta")
    address, same = f"/admin/colleagues/{berta.id.hex()}/", {"role": "nurse", "until": "", "networks": ["route"]}
    assert berta.licence == "7654321"
    assert 'value="7654321"' in client.get(address).content.decode()
    client.post(f"{address}words")
    assert centre.named("Berta").licence == "7654321", "new words are no new licence"
    assert client.post(address, {**same, "licence": "12345678"}).status_code == 303
    assert centre.named("Berta").licence == "12345678"
    assert client.post(address, {**same, "role": "promoter", "licence": "12345678"}).status_code == 422
    assert client.post(address, {**same, "role": "promoter", "licence": ""}).status_code == 303
    assert centre.named("Berta").licence == ""


def test_an_older_appointment_has_no_licence(centre: Coordination) -> None:
    nurse = centre.appoint("nurse", "uno dos tres cuatro cinco")
    keys = nurse.box_public, nurse.verify_key
    older = msgspec.msgpack.encode([nurse.id, "Berta", "nurse", [1], *keys, None, False, b"", ["route"]])
    assert msgspec.msgpack.decode(older, type=Appointment).licence == ""
    newer = build_appointment(nurse.id, "Berta", "nurse", *keys, licence="7654321")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(newer))[-1] == "7654321", "at its end"
    assert build_appointment(nurse.id, "Berta", "promoter", *keys, licence="7654321").licence == ""


def test_the_end_of_work_closes_what_is_written_afterwards(centre: Coordination) -> None:
    psychologist = centre.appoint("psychologist")
    centre.appoint("psychiatrist")
    before = {e.id for e in load_person_epochs(centre.node.cursor, *centre.people["psychologist"])}
    centre.later(seconds=1)
    answer = centre.client().post(f"/admin/colleagues/{psychologist.id.hex()}/end")
    assert answer.status_code == 303
    assert centre.staff("psychologist").departed
    after = {e.id for e in load_person_epochs(centre.node.cursor, *centre.people["psychologist"])}
    assert after == before
    new = [e for e in load_person_epochs(centre.node.cursor, *centre.people["psychiatrist"]) if e.id not in before]
    assert {(e.compartment, e.network) for e in new} == {(3, "route"), (3, "reynosa")}
    assert {e.id for e in new} <= {e.id for e in centre.case.epochs}, "who administers can grant the new keys on"


def test_of_who_left_early_the_last_day_that_was_planned_is_not_told(centre: Coordination) -> None:
    """Beside "ended" stood "until 26 may", half a year ahead; and new words were offered that would open nothing."""
    staff = centre.appoint("nurse", until=to_epoch_day(centre.actor().today) + 180).id
    client, address = centre.client(), f"/admin/colleagues/{staff.hex()}/"
    assert "hasta el" in client.get(address).content.decode()
    page = client.post(f"{address}end", follow=True)
    assert page.context["colleague"].until == ""
    assert "Dar palabras nuevas" not in page.content.decode()
    assert "Empezar de nuevo" in page.content.decode()


def test_new_words_open_new_keys_and_the_old_ones_nothing(centre: Coordination) -> None:
    doctor = centre.appoint("doctor", "viejas palabras de la doctora")
    client = centre.client()
    page = client.get(client.post(f"/admin/colleagues/{doctor.id.hex()}/words").headers["Location"])
    words = words_on(page.content.decode())
    assert find_by_passphrase(centre.node.cursor, "viejas palabras de la doctora") is None
    found = find_by_passphrase(centre.node.cursor, words)
    assert found is not None
    assert {e.compartment for e in load_person_epochs(centre.node.cursor, *found)} == {4, 5}


def test_nobody_changes_their_own_appointment(centre: Coordination) -> None:
    address = f"/admin/colleagues/{centre.staff('administrator').id.hex()}/"
    client = centre.client()
    assert client.post(address, {"role": "doctor", "until": "", "networks": ["route"]}).status_code == 403
    assert client.post(f"{address}end").status_code == 403
    assert client.post(f"{address}words").status_code == 403
    assert centre.staff("administrator").is_active_on(17_896)


def test_a_second_administrator_holds_the_keys_of_the_mission(centre: Coordination) -> None:
    client = centre.client()
    page = client.get(add(client, name="Otra", role="administrator").headers["Location"])
    found = find_by_passphrase(centre.node.cursor, words_on(page.content.decode()))
    assert found is not None
    centre.people["other"] = found
    assert add(centre.client("other"), name="Carla", role="psychologist").status_code == 303
    epochs = load_person_epochs(centre.node.cursor, *found)
    assert {e.compartment for e in epochs} == PERSON_HELD | {Compartment.CARE}


def test_a_computer_is_enrolled_after_comparing_words(centre: Coordination) -> None:
    client, computer = centre.client(), centre.computer()
    request = centre.request_of(computer)
    file = SimpleUploadedFile("request", request)
    page = client.post("/admin/devices/new", {"file": file, "post": POST}).content.decode()
    assert " ".join(comparison_words(verification_digest(request), "es")) in page
    assert find_device(centre.node.cursor, computer.device.feed) is None, "nothing happens before people compared"
    form = {"request": request.hex(), "post": POST}
    assert client.post("/admin/devices/enrol", {**form, "same": "no"}).status_code == 303
    assert find_device(centre.node.cursor, computer.device.feed) is None
    address = client.post("/admin/devices/enrol", {**form, "same": "yes"}).headers["Location"]
    page = client.get(address).content.decode()
    assert " ".join(comparison_words(verification_digest(request, centre.root.verify_key), "es")) in page
    answer = client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].endswith(f'filename="{computer.device.feed.hex()[:8]}.bin"')
    _joined, told = accept_invitation(computer, answer.content)
    assert told.root == centre.root.verify_key


@pytest.mark.parametrize("shape", [str.upper, str.lower, lambda text: " ".join(re.findall("....", text))])
def test_a_request_may_be_pasted(centre: Coordination, shape) -> None:
    request = centre.request_of(centre.computer())
    answer = centre.client().post("/admin/devices/new", {"code": shape(request.hex()), "post": POST})
    assert answer.status_code == 200
    assert request.hex() in answer.content.decode()


@pytest.mark.parametrize("code", ["", "zz", "00" * 68, "50" * 4000])
def test_what_is_no_request_is_refused_at_its_field(centre: Coordination, code: str) -> None:
    answer = centre.client().post("/admin/devices/new", {"code": code, "post": POST})
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.content.decode()
    assert len(list_devices(centre.node.cursor)) == 1


def test_a_lost_computer_is_turned_away_and_its_keys_replaced(centre: Coordination) -> None:
    client, lost, kept = centre.client(), centre.computer(), centre.computer()
    for computer in (lost, kept):
        client.post("/admin/devices/enrol", {"request": centre.request_of(computer).hex(), "post": POST, "same": "yes"})
    address = f"/admin/devices/{lost.device.feed.hex()}/revoke"
    assert client.get(address).status_code == 200
    assert find_device(centre.node.cursor, lost.device.feed).revoked is None
    centre.later(seconds=1)
    assert client.post(address, {"reason": "robada"}).status_code == 303
    assert find_device(centre.node.cursor, lost.device.feed).revoked == (0, -1)
    cursor = centre.node.cursor
    newest = "SELECT epoch FROM mission_epoch WHERE compartment = ? AND network = ? ORDER BY hlc DESC LIMIT 1"
    for compartment, network in ((2, "route"), (7, ""), (1, "")):
        epoch = cursor.execute(newest, (compartment, network)).fetchone()
        rows = cursor.execute("SELECT holder FROM mission_grant WHERE epoch = ?", epoch).fetchall()
        holders = {holder for (holder,) in rows}
        assert lost.device.feed not in holders
        assert kept.device.feed in holders
    assert len(get_setting("order.revoke")) == 1
    page = client.get("/admin/devices/")
    assert [one.is_lost for one in page.context["lost"]] == [True]
    assert client.post(address).status_code == 422, "once is enough"
    assert client.post(f"/admin/devices/{centre.device.feed.hex()}/revoke").status_code == 403
    late = centre.computer()
    form = {"request": centre.request_of(late).hex(), "post": POST, "same": "yes"}
    client.post("/admin/devices/enrol", form)
    joined, _told = accept_invitation(late, client.get(f"/admin/devices/{late.device.feed.hex()}/invitation").content)
    assert len(list_devices(joined.cursor)) == 4, "who joins after a rotation reads what was ordered before it"
    assert [tip.sequence for tip in list_tips(joined.cursor)] == [tip.sequence for tip in list_tips(cursor)]


def test_a_colleague_is_granted_what_role_and_networks_allow(centre: Coordination) -> None:
    """A psychologist of Reynosa holds no key of the route, now or after the next change of keys."""
    client = centre.client()
    page = client.get(add(client, name="Paz", role="psychologist", networks=["reynosa"]).headers["Location"])
    found = find_by_passphrase(centre.node.cursor, words_on(page.content.decode()))
    assert found is not None

    def held() -> set[tuple[int, str]]:
        return {(e.compartment, e.network) for e in load_person_epochs(centre.node.cursor, *found)}

    assert held() == {(3, "reynosa"), (5, "reynosa")}
    centre.appoint("doctor")
    centre.later(seconds=1)
    client.post(f"/admin/colleagues/{centre.people['doctor'][0].hex()}/end")
    assert held() == {(3, "reynosa"), (5, "reynosa")}, "protection of the route has a new key, and not for Paz"
    centre.later(seconds=1)
    address = f"/admin/colleagues/{found[0].hex()}/"
    both = {"role": "psychologist", "until": "", "networks": ["route", "reynosa"]}
    assert client.post(address, both).status_code == 303
    assert held() == {(c, n) for c in (3, 5) for n in ("route", "reynosa")}


def test_a_nurse_who_treats_survivors_is_given_their_key_and_it_is_taken_away(centre: Coordination) -> None:
    """A form named nurses, and no nurse could open it: a clinic led by one wrote no care after rape."""
    client = centre.client()
    add(client, also=["sexual_violence"])
    berta = centre.named("Berta")
    address = f"/admin/colleagues/{berta.id.hex()}/"
    assert Compartment.SEXUAL_VIOLENCE in berta.compartments
    assert "abre también: violencia sexual" in client.get(address).content.decode()
    centre.later(seconds=1)
    client.post(f"{address}words")
    assert Compartment.SEXUAL_VIOLENCE in centre.named("Berta").compartments, "new words take no key away"
    before = {epoch.id for epoch in centre.case.epochs}
    centre.later(seconds=1)
    assert client.post(address, {"role": "nurse", "until": "", "networks": ["route"]}).status_code == 303
    assert Compartment.SEXUAL_VIOLENCE not in centre.named("Berta").compartments
    new = {(epoch.compartment, epoch.network) for epoch in centre.case.epochs if epoch.id not in before}
    assert new == {(Compartment.SEXUAL_VIOLENCE, "route")}


def test_a_network_that_is_taken_away_gets_new_keys(centre: Coordination) -> None:
    client = centre.client()
    centre.appoint("psychologist")
    centre.later(seconds=1)
    before = {e.id for e in centre.case.epochs}
    address = f"/admin/colleagues/{centre.people['psychologist'][0].hex()}/"
    assert client.post(address, {"role": "psychologist", "until": "", "networks": ["route"]}).status_code == 303
    new = {(e.compartment, e.network) for e in centre.case.epochs if e.id not in before}
    assert new == {(3, "reynosa"), (5, "reynosa")}
    epochs = load_session_epochs(centre.node.cursor, centre.staff("psychologist"), centre.people["psychologist"][1])
    assert {e.network for e in epochs} == {"route"}, "and of what was granted before, their session opens no more"


def test_an_administrators_session_opens_no_sealed_compartment(centre: Coordination) -> None:
    """Their person holds every key in order to grant it; a session at a post opens what the role opens: none of them."""
    staff, keys = centre.people["administrator"]
    assert load_person_epochs(centre.node.cursor, staff, keys)
    assert load_session_epochs(centre.node.cursor, centre.staff("administrator"), keys) == []


def shown_on(page) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', page.content.decode())
    assert found
    return unescape(found[1])


def test_an_old_page_takes_back_nothing_that_another_administrator_changed(centre: Coordination) -> None:
    """One made the nurse a midwife; another gave her a last day from a page opened before, and she was a nurse again."""
    nurse = centre.appoint("nurse")
    first, second, address = centre.client(), centre.client(), f"/admin/colleagues/{nurse.id.hex()}/"
    both = {"networks": ["route", "reynosa"]}
    opened, other = (shown_on(one.get(address)) for one in (first, second))
    assert first.post(address, {**both, "shown": opened, "role": "midwife", "until": ""}).status_code == 303
    told = second.post(address, {**both, "shown": other, "role": "nurse", "until": "31/12/2018"})
    assert told.status_code == 422
    assert "otra persona de administración cambió: función." in told.content.decode()
    assert (centre.staff("nurse").role, centre.staff("nurse").until) == ("midwife", None)
    form = told.context["form"].by_name
    assert [one.code for one in form["role"].choices if one.chosen] == ["midwife"]
    assert form["until"].value == "31/12/2018"
    again = {**both, "shown": shown_on(told), "role": "midwife", "until": "31/12/2018"}
    assert second.post(address, again).status_code == 303
    assert centre.staff("nurse").role == "midwife"
    assert centre.staff("nurse").until is not None


@pytest.mark.parametrize("act", ["words", "end"])
def test_words_and_the_end_of_work_are_asked_again_where_somebody_else_was_quicker(
    centre: Coordination, act: str
) -> None:
    """Two administrators gave new words to one colleague; those on the first one's paper opened nothing any more."""
    nurse = centre.appoint("nurse")
    client, address = centre.client(), f"/admin/colleagues/{nurse.id.hex()}/"
    opened = shown_on(client.get(address))
    assert client.post(f"{address}words", {"shown": opened}).status_code == 303
    keys = centre.staff("nurse").verify_key
    told = client.post(f"{address}{act}", {"shown": opened})
    assert told.status_code == 422
    assert centre.staff("nurse").verify_key == keys
    assert not centre.staff("nurse").departed
    assert client.post(f"{address}{act}", {"shown": shown_on(told)}).status_code == 303


def test_a_computer_that_another_enrolled_meanwhile_is_compared_again(centre: Coordination) -> None:
    client, computer = centre.client(), centre.computer()
    request = centre.request_of(computer).hex()
    opened = [shown_on(client.post("/admin/devices/new", {"code": request, "post": POST})) for _ in range(2)]
    form = {"request": request, "post": POST, "same": "yes"}
    assert client.post("/admin/devices/enrol", {**form, "shown": opened[0]}).status_code == 303
    told = client.post("/admin/devices/enrol", {**form, "shown": opened[1]})
    assert told.status_code == 422
    assert "otra persona de administración inscribió" in told.content.decode()
    assert client.post("/admin/devices/enrol", {**form, "shown": shown_on(told)}).status_code == 303


def test_a_lost_computer_was_ours_until_an_earlier_moment_and_what_came_later_is_looked_through(
    centre: Coordination,
) -> None:
    """A declaration let stand whatever had arrived; the screen offered no earlier point, and nothing to look through."""
    client, lost = centre.client(), centre.computer()
    client.post("/admin/devices/enrol", {"request": centre.request_of(lost).hex(), "post": POST, "same": "yes"})
    node, _told = accept_invitation(lost, client.get(f"/admin/devices/{lost.device.feed.hex()}/invitation").content)
    now = to_local(centre.clock.now(), DEFAULT_TIME_ZONE)
    before = {"until": f"{now:%d/%m/%Y}", "until__time": f"{now:%H:%M}"}
    centre.later(minutes=5)
    actor = Actor(node, centre.appoint("doctor"), find_post_by_code(centre.node.cursor, POST))
    _person, entry = record_person(actor, PERSON)
    centre.later(minutes=5)
    exchange(centre.node, MemoryTransport(node))
    address = f"/admin/devices/{lost.device.feed.hex()}/"
    for wrong in ({"until": "ayer"}, {"until": "01/01/2031"}, {"until__time": "10:00"}):
        answer = client.post(f"{address}revoke", wrong)
        assert answer.status_code == 422
        assert 'id="until-error"' in answer.content.decode()
    assert client.post(f"{address}revoke", {"reason": "robada"}).status_code == 303
    assert client.get(f"{address}aside").context["rows"] == []
    assert f"{address}aside" in client.get(address).content.decode()
    assert client.post(f"{address}revoke", {}).status_code == 422, "a second declaration names a moment"
    assert client.post(f"{address}revoke", before).headers["Location"] == f"{address}aside"
    page = client.get(f"{address}aside")
    [row] = [row for row in page.context["rows"] if row.entry == entry.hex()]
    assert row.what == "Persona"
    assert len(row.person) == 9
    assert client.post(f"{address}aside", {}).status_code == 422
    assert client.post(f"{address}aside", {"entry": [row.entry]}).status_code == 303
    assert entry.hex() not in [row.entry for row in client.get(f"{address}aside").context["rows"]]
