"""The coordination of a running mission, served to a real browser: colleagues, posts, weeks of visits, and a loss."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission.enrolled_devices import revoke_device
from posta.acts.mission.founding import enrol_device, issue_appointment
from posta.acts.mission.join_requests import accept_invitation, parse_join_request
from posta.catalog.language.form import get_form
from posta.catalog.tooling.fake_answers import fake_answers, fake_context
from posta.chart.record.person_registers import find_person
from posta.clock import to_epoch_day
from posta.errors import Reason
from posta.mission.posts import Device, find_post_by_code
from posta.mission.staff import find_staff
from posta.node.http.cookies import SESSION
from posta.node.process_state import PROCESS
from posta.node.settings import put_setting
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.peers import add_peer, record_failure, record_success
from posta.sync.transports.memory import MemoryTransport
from tests.coordination_fixture import (
    Coordination,
    SavedCoordination,
    restore_coordination,
    save_coordination,
    without_keys,
    without_newest_key,
)
from tests.in_memory_mission import copy_computers
from tests.post_fixture import PERSON

RELAY, PEER = "https://relevo.example:8471", "http://192.168.1.20:8470"
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
STAFF = (
    ("Berta Solís", "nurse", 20), ("Carlos Ixtepan", "doctor", 120), ("Dolores Chan", "psychologist", None),
    ("Efraín Pech", "social_worker", 90), ("Fátima Ríos", "epidemiologist", None), ("Gael Cruz", "promoter", 1),
)  # fmt: skip
DIARRHOEA = {**OPD, "complaint": "Diarrea", "dx_main": "awd", "dehydration": "A"}
WEEKS = {"tenosique_la72": (3, 5, 4, 7), "coatzacoalcos_casa": (0, 2, 3, 1)}


@dataclass(slots=True)
class Headquarters:
    """The coordination and the address at which it is served."""

    centre: Coordination
    computers: dict[str, NodeContext]
    passed_over: Device
    address: str = ""

    def token(self, role: str = "administrator") -> str:
        staff, keys = self.centre.people[role]
        return PROCESS.sessions.begin(staff, keys, language="es").token


def fill(centre: Coordination) -> Headquarters:
    """Colleagues, three posts of which one is silent, visits of four weeks, one computer lost, roads good and bad."""
    by, keys = centre.people["administrator"]
    first = to_epoch_day(centre.actor().today)
    for name, role, days in STAFF:
        until = None if days is None else first + 28 + days
        centre.people[role] = issue_appointment(
            centre.node, centre.case, name, role, f"palabras de {role}", by=by, until=until
        )
    computers = {}
    for post in ("tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias", "reynosa_clinica"):
        computer = centre.computer()
        asked = parse_join_request(centre.request_of(computer))
        computers[post], _ = accept_invitation(
            computer, enrol_device(centre.node, centre.case, keys, asked, post, by=by)
        )
    for week in range(4):
        for post, visits in WEEKS.items():
            for _ in range(visits[week]):
                ill = DIARRHOEA if week == 3 and post == "tenosique_la72" else OPD
                _visit(centre, computers[post], post, ill)
        _beside(centre, computers["tenosique_la72"])
        centre.later(minutes=2)
        for post in WEEKS if week < 3 else ("tenosique_la72",):
            exchange(centre.node, MemoryTransport(computers[post]))
        if week < 3:
            centre.later(days=7)
    revoke_device(centre.node, keys, computers["coatzacoalcos_vias"].device.feed, by=by, reason="robada")
    _visit(centre, computers["coatzacoalcos_vias"], "coatzacoalcos_vias")
    centre.later(minutes=2)
    exchange(centre.node, MemoryTransport(computers["coatzacoalcos_vias"]))
    _roads(centre)
    without_keys(centre)
    return Headquarters(centre, computers, without_newest_key(centre))


def _beside(centre: Coordination, node: NodeContext) -> None:
    """A talk and a signal, which are no visits."""
    chance = random.Random(7)
    for role, name in (("psychologist", "group"), ("doctor", "ebs")):
        answers = fake_answers(get_form(name), chance, fake_context(chance, now=centre.clock.now(), age=24))
        record_encounter(_duty(centre, node, "tenosique_la72", role), None, {name: answers})


def _duty(centre: Coordination, node: NodeContext, post: str, role: str = "doctor") -> Actor:
    colleague, place = find_staff(node.cursor, centre.people[role][0]), find_post_by_code(node.cursor, post)
    assert colleague is not None
    assert place is not None
    return Actor(node, colleague, place)


def _visit(centre: Coordination, node: NodeContext, post: str, opd: Mapping[str, object] = OPD) -> None:
    actor = _duty(centre, node, post)
    person = find_person(node.cursor, record_person(actor, PERSON)[0])
    assert person is not None
    record_encounter(actor, person, {"opd": opd})


def _roads(centre: Coordination) -> None:
    from posta.ledger.frontier import list_sendable_heads
    from posta.sync.exchange import SyncResult

    put_setting("relay.url", RELAY)
    add_peer(PEER)
    node = centre.node
    record_success(node, RELAY, SyncResult(heads=tuple(list_sendable_heads(node.cursor, node.clock.millis()))))
    centre.later(minutes=12)
    record_failure(centre.node, PEER, Reason("not_reached"))
    centre.appoint("nurse", until=to_epoch_day((centre.clock.now() + timedelta(days=9)).date()))


_SAVED: list[tuple[SavedCoordination, Headquarters]] = []


@pytest.fixture
def headquarters(centre: Coordination, gathered: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Headquarters]:
    """The coordination, filled once and copied for each test, served as a node serves it."""
    from tests.browser.conftest import served

    if not _SAVED:
        filled = fill(centre)
        _SAVED.append((save_coordination(centre), filled))
    saved, first = _SAVED[0]
    restored = restore_coordination(saved, monkeypatch)
    centre.clock, centre.random, centre.people = restored.clock, restored.random, restored.people
    centre.words = restored.words
    computers = copy_computers(first.computers, centre.clock, centre.random)
    with served(gathered) as address:
        yield Headquarters(centre, computers, first.passed_over, address)


@pytest.fixture
def enter(chromium, headquarters: Headquarters) -> Iterator[Callable]:
    """Open a page of the coordination: `enter("/admin/", role="administrator", width=390, language="fr")`."""
    contexts = []

    def open_page(path: str, *, role: str = "administrator", width: int = 1366, language: str = "es-mx", **more):
        context = chromium.new_context(
            viewport={"width": width, "height": 844 if width < 500 else 768}, locale="es-MX",
            color_scheme=more.pop("scheme", "light"), java_script_enabled=more.pop("script", True), **more,
        )  # fmt: skip
        contexts.append(context)
        url = headquarters.address
        context.add_cookies(
            [
                {"name": SESSION, "value": headquarters.token(role), "url": url},
                {"name": "django_language", "value": language, "url": url},
            ]
        )
        page = context.new_page()
        page.refused = []
        page.on("console", lambda said: page.refused.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        page.goto(url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
