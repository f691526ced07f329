"""The coordination of a running mission, served to a real browser: colleagues, posts, weeks of visits, and a loss."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from posta.acts.contact import record_contact
from posta.acts.devices import revoke_device
from posta.acts.duty import Duty
from posta.acts.founding import appoint, enrol_device
from posta.acts.joining import join, read_request
from posta.acts.registration import record_person
from posta.catalog.form import get_form
from posta.catalog.sample import sample_answers, sample_context
from posta.chart.registers import find_person
from posta.clock import day_number
from posta.courier.exchange import exchange
from posta.courier.roads import add_peer, note_round, note_trouble
from posta.courier.transports.memory import MemoryTransport
from posta.mission.posts import Device, find_post_named
from posta.mission.staff import find_staff
from posta.node.session import COOKIE, SESSIONS
from posta.node.settings import drop_setting, put_setting
from posta.scribe.desk import Desk
from tests.centre import Centre, passed_over, unkeyed
from tests.post import PERSON

RELAY, PEER = "https://relevo.example:8471", "http://192.168.1.20:8470"
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
STAFF = (
    ("Berta Solís", "nurse", 20), ("Carlos Ixtepan", "doctor", 120), ("Dolores Chan", "psychologist", None),
    ("Efraín Pech", "social_worker", 90), ("Fátima Ríos", "epidemiologist", None), ("Gael Cruz", "promoter", 1),
)  # fmt: skip
WEEKS = {"tenosique_la72": (3, 5, 4, 7), "coatzacoalcos_casa": (0, 2, 3, 1)}


@dataclass(slots=True)
class Headquarters:
    """The coordination and the address at which it is served."""

    centre: Centre
    computers: dict[str, Desk]
    passed_over: Device
    address: str = ""

    def token(self, role: str = "administrator") -> str:
        staff, keys = self.centre.people[role]
        return SESSIONS.begin(staff, keys.to_bytes(), language="es").token


def fill(centre: Centre) -> Headquarters:
    """Colleagues, three posts of which one is silent, visits of four weeks, one computer lost, roads good and bad."""
    by, keys = centre.people["administrator"]
    first = day_number(centre.duty().today)
    for name, role, days in STAFF:
        until = None if days is None else first + 28 + days
        centre.people[role] = appoint(centre.desk, centre.case, name, role, f"palabras de {role}", by=by, until=until)
    computers = {}
    for post in ("tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias", "reynosa_clinica"):
        computer = centre.computer()
        asked = read_request(centre.request_of(computer))
        computers[post], _ = join(computer, enrol_device(centre.desk, centre.case, keys, asked, post, by=by))
    for week in range(4):
        for post, visits in WEEKS.items():
            for _ in range(visits[week]):
                _visit(centre, computers[post], post)
        _beside(centre, computers["tenosique_la72"])
        centre.later(minutes=2)
        for post in WEEKS if week < 3 else ("tenosique_la72",):
            exchange(centre.desk, MemoryTransport(computers[post]))
        if week < 3:
            centre.later(days=7)
    revoke_device(centre.desk, keys, computers["coatzacoalcos_vias"].device.feed, by=by, reason="robada")
    _visit(centre, computers["coatzacoalcos_vias"], "coatzacoalcos_vias")
    centre.later(minutes=2)
    exchange(centre.desk, MemoryTransport(computers["coatzacoalcos_vias"]))
    _roads(centre)
    unkeyed(centre)
    return Headquarters(centre, computers, passed_over(centre))


def _beside(centre: Centre, desk: Desk) -> None:
    """A talk and a signal, which are no visits."""
    chance = random.Random(7)
    for role, name in (("psychologist", "group"), ("doctor", "ebs")):
        answers = sample_answers(get_form(name), chance, sample_context(chance, now=centre.clock.now(), age=24))
        record_contact(_duty(centre, desk, "tenosique_la72", role), None, {name: answers})


def _duty(centre: Centre, desk: Desk, post: str, role: str = "doctor") -> Duty:
    colleague, place = find_staff(desk.cursor, centre.people[role][0]), find_post_named(desk.cursor, post)
    assert colleague is not None
    assert place is not None
    return Duty(desk, colleague, place)


def _visit(centre: Centre, desk: Desk, post: str) -> None:
    duty = _duty(centre, desk, post)
    person = find_person(desk.cursor, record_person(duty, PERSON)[0])
    assert person is not None
    record_contact(duty, person, {"opd": OPD})


def _roads(centre: Centre) -> None:
    from posta.courier.exchange import Outcome
    from posta.ledger.frontier import list_released

    put_setting("relay.url", RELAY)
    add_peer(PEER)
    desk = centre.desk
    note_round(desk, RELAY, Outcome(heads=tuple(list_released(desk.cursor, desk.clock.millis()))))
    centre.later(minutes=12)
    note_trouble(centre.desk, PEER, "The other side cannot be reached; what is to send waits here.")
    centre.appoint("nurse", until=day_number((centre.clock.now() + timedelta(days=9)).date()))


@pytest.fixture
def headquarters(centre: Centre, tmp_path: Path) -> Iterator[Headquarters]:
    """The coordination, served with gathered static files as a node serves them."""
    from posta.config.assets import gather_assets
    from tests.browser.conftest import served

    filled = fill(centre)
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path / "static"):
        gather_assets()
        with served() as address:
            filled.address = address
            yield filled
    for name in ("relay.url", "peers", f"road.{RELAY}", f"road.{PEER}", "sync.last", "sync.import", "order.revoke"):
        drop_setting(name)


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
                {"name": COOKIE, "value": headquarters.token(role), "url": url},
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
