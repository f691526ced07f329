"""One entry breaks one entry: whatever an enrolled device wrote about a person, every page of every role opens.

A turned computer wrote one contact of the year 10000, and the page of that person failed at every post for every
colleague; forms that were a string in a sealed compartment, and the doctor who held its key could no longer treat her.
Each compartment is filled with every odd part there is, and then everybody looks at everything with their keys.
"""

import random

import pytest
from django.http import HttpResponse

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.mission.administration import draft_admin_entry
from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.bounds import LAST_DAY
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.feed.sign import feed_id_of
from posta.mission.roles import ROLES
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import replay, state_hash
from posta.scribe.write import write
from posta.seal.keys import PersonKeys
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.coordination_fixture import Coordination
from tests.faults.hostile_device import HostileDevice
from tests.faults.malformed_parts import BROKEN, ODD, ODD_ACTS, ODD_TALLY
from tests.in_memory_mission import add_post
from tests.spec.tables import read_table
from tests.spec.visibility.addresses import CENTRE_GET, GET
from tests.spec.visibility.test_addresses import SEARCHED, SHORT, Scene, _ask, _path
from tests.spec.visibility.test_addresses import Centre as AtCentre
from tests.unit.coordination.test_coordination import join_post

pytestmark = pytest.mark.django_db(transaction=True)
FAST = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2", "bp": "118/74"}
DEVICE_HELD = (Compartment.CARE, Compartment.FACTS, Compartment.ADMIN)
HOLDERS = {
    home: next(code for code, role in ROLES.items() if home in role.compartments and role.gives_care)
    for home in PERSON_HELD
}


@pytest.fixture
def scene(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(monkeypatch)


def turned_at(scene: Scene) -> HostileDevice:
    """A device of another post, that was enrolled and then turned."""
    house = scene.post.house
    add_post(house, "coatzacoalcos_casa")
    scene.post.later(minutes=1)
    exchange(scene.post.actor().node, MemoryTransport(house.node("coordination")))
    node = house.node("coatzacoalcos_casa")
    return HostileDevice(node.device, node.keyring, random.Random(3), house.clock.millis())


def poison(scene: Scene, *compartments: Compartment) -> dict[str, bytes]:
    """Everything odd there is, in these compartments of one person: the hash of each entry by its name."""
    hostile = turned_at(scene)
    written = {
        f"{home.code}: {name}": hostile.pour(home, make, scene.person.id)
        for home in compartments
        for name, make in {**BROKEN, **ODD}.items()
    }
    if Compartment.CARE in compartments:
        acts = {name: hostile.pour(Compartment.CARE, make, scene.person.id) for name, make in ODD_ACTS.items()}
        written |= {f"care: {name}": hash_ for name, hash_ in acts.items()}
    far = (1 << 47) - hostile.millis - 5000  # the last clock that a header can say
    hostile.pour(compartments[0], ODD["codes of another edition"], scene.person.id, ahead=far)
    scene.post.later(minutes=2)
    receipt = receive(scene.post.actor().node, hostile.segments())
    assert receipt.new == len(written) + 1
    record_arrival(scene.post.actor(), scene.person, reason="Pies")
    return written


def show(scene: Scene, role: str, path: str) -> HttpResponse:
    return _ask(scene.browsers[SHORT[role]], "GET", path)


def broken_in(compartment: Compartment) -> set[str]:
    return {f"{compartment.code}: {name}" for name in BROKEN}


@pytest.mark.parametrize("compartment", sorted(PERSON_HELD), ids=lambda one: one.code)
def test_pages_when_a_sealed_compartment_is_poisoned_then_every_page_of_every_role_opens(
    scene: Scene, compartment: Compartment
) -> None:
    """Whoever holds the key is told which entries cannot be shown and why; to others they are reserved as ever."""
    written = poison(scene, compartment)
    _demand_pages(scene)
    for role, trade in ROLES.items():
        if trade.gives_care:
            page = show(scene, role, f"/people/{scene.person.id.hex()}/").content.decode()
            shown = page.count("Este registro no se puede mostrar")
            assert shown == (len(BROKEN) if compartment in trade.compartments else 0), role
    holder = HOLDERS[compartment]
    for name, hash_ in written.items():
        code = hash_[:16].hex()
        page = show(scene, holder, f"/entries/{code}/").content.decode()
        assert (f"{code[:8]}:" in page) == (name in broken_in(compartment)), name
        assert show(scene, holder, f"/entries/{code}/correct").status_code in {200, 403, 404}, name


def test_pages_when_what_devices_hold_is_poisoned_then_it_is_set_aside_with_its_rule(scene: Scene) -> None:
    written = poison(scene, *DEVICE_HELD)
    _demand_pages(scene)
    cursor = scene.post.actor().node.cursor
    sql = "SELECT e.hash, a.reason FROM ledger_aside a JOIN ledger_entry e ON e.id = a.entry"
    reasons = dict(cursor.execute(sql).fetchall())
    aside = {name for name, hash_ in written.items() if reasons.get(hash_)}
    for compartment in DEVICE_HELD:
        assert broken_in(compartment) - aside <= {f"{compartment.code}: no form"}
    assert not {f"care: {name}" for name in {**ODD, **ODD_ACTS}} & aside, "what bounds let through is shown"
    assert "no tiene la forma" in show(scene, "doctor", "/sync/").content.decode()


def _demand_pages(scene: Scene) -> None:
    """Every page opens, what honest colleagues wrote is on it, the search finds her, and replay says the same."""
    assert [(role, wrong) for role in ROLES if (wrong := _wrong(scene, role))] == []
    chart = f"/people/{scene.person.id.hex()}/"
    for role, trade in ROLES.items():
        if trade.gives_care:
            page = show(scene, role, chart).content.decode()
            assert scene.person.name in page, role
            assert "iña" in page, f"{role}: the tinea of an honest consultation"
            assert chart in show(scene, role, f"/search/?at={SEARCHED}").content.decode(), role
    node = scene.post.actor().node
    before = state_hash(node)
    replay(node)
    assert state_hash(node) == before


def _wrong(scene: Scene, role: str) -> list[tuple[str, int]]:
    """The addresses that are declared to open for a role and answer otherwise."""
    addresses = (row["address"] for row in read_table(GET) if row[SHORT[role]] == "200")
    statuses = ((path, show(scene, role, path).status_code) for path in (_path(scene, one) for one in addresses))
    return [(path, status) for path, status in statuses if status != 200]


@pytest.mark.parametrize("compartment", [Compartment.PROTECTED, Compartment.SEXUAL_VIOLENCE], ids=lambda one: one.code)
def test_a_person_with_poison_in_a_sealed_compartment_is_treated_and_the_entry_is_marked_as_an_error(
    scene: Scene, compartment: Compartment
) -> None:
    """A doctor who held the key got an error in the place of the consultation."""
    written = poison(scene, compartment)
    browser, here = scene.browsers["doc"], f"/people/{scene.person.id.hex()}/"
    assert browser.get(f"{here}consultation").status_code == 200
    answer = browser.post(f"{here}consultation", FAST)
    assert answer.status_code == 303
    code = written[f"{compartment.code}: forms that are a string"][:16].hex()
    assert browser.post(f"/entries/{code}/error", {"reason": "veneno"}).status_code == 303
    page = browser.get(here).content.decode()
    assert page.count("Este registro no se puede mostrar") == len(BROKEN) - 1


def test_pages_of_coordination_when_a_post_writes_poison_then_every_page_opens(centre: Coordination) -> None:
    """Administration and figures are read by who must mend it."""
    node = join_post(centre, "tenosique_la72")
    hostile = HostileDevice(node.device, node.keyring, random.Random(3), centre.clock.millis())
    for compartment in (Compartment.FACTS, Compartment.ADMIN):
        for make in (*BROKEN.values(), *ODD.values()):
            hostile.pour(compartment, make, bytes(16))
    hostile.pour(Compartment.FACTS, ODD_TALLY, bytes(16))
    far = (1 << 47) - hostile.millis - 5000
    hostile.pour(Compartment.FACTS, ODD["codes of another edition"], bytes(16), ahead=far)
    centre.later(minutes=1)
    receive(centre.node, hostile.segments())
    _demand_pages_of_coordination(centre)


def test_pages_of_coordination_when_an_administrator_orders_what_is_odd_then_every_page_opens(
    centre: Coordination,
) -> None:
    """Roles, kinds of post and networks of another edition of the mission; names as long as bounds let them be."""
    line, word, staff = "x" * 500, "z z" * 20, bytes(range(16))
    key, orders = PersonKeys.generate(random.Random(1).randbytes).box_public, []
    orders.append((kinds.APPOINTMENT, s.Appointment(
        staff=staff, name=line, role="astronaut", compartments=(1, 2, 3, 4, 5, 6, 7), box_public=key, verify_key=key,
        until=LAST_DAY, networks=(word,),
    )))  # fmt: skip
    orders.append((kinds.ENROLMENT, s.Enrolment(
        verify_key=bytes(range(32)), box_public=key, post=65_535, label=line, until=LAST_DAY,
    )))  # fmt: skip
    post = s.FoundedPost(
        number=65_535, id=word, name=line, kind="moon", municipality=word, networks=(), services=(word,), zone="Mars"
    )
    orders.append((kinds.FOUNDING, s.Founding(name=line, root=key, networks=((word, {"es": line}),), posts=(post,))))
    orders.append((kinds.KEY_EPOCH, s.KeyEpoch(epoch=bytes(8), compartment=6, network=word, public=key)))
    orders.append((kinds.APPOINTMENT_ENDED, s.AppointmentEnded(staff=bytes(16), reason=line)))
    write(centre.node, [draft_admin_entry(centre.node, kind, act, None) for kind, act in orders])
    _demand_pages_of_coordination(centre)
    client = centre.client()
    for path in (f"/admin/colleagues/{staff.hex()}/", f"/admin/devices/{feed_id_of(bytes(range(32))).hex()}/"):
        assert client.get(path).status_code == 200, path


def _demand_pages_of_coordination(centre: Coordination) -> None:
    looked = AtCentre(centre)
    for role in ("administrator", "epidemiologist", "team_leader"):
        for row in read_table(CENTRE_GET):
            status = _ask(looked.browsers[SHORT[role]], "GET", _path(looked, row["address"])).status_code
            assert str(status) == row[SHORT[role]], (role, row["address"])
