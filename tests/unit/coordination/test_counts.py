"""What coordination counts: a visit once, whatever was filled at it, and everything else beside it under its own name."""

import random
from datetime import timedelta

import pytest

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission.join_requests import accept_invitation
from posta.catalog.language.form import COUNTED, get_form, list_forms
from posta.catalog.tooling.fake_answers import fake_answers, fake_context
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.mission.keys.granted_keys import load_session_epochs
from posta.mission.posts import find_post_by_code
from posta.mission.staff import find_staff
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.coordination_fixture import Coordination
from tests.journeys.test_thread import OPD, PERSON
from tests.spec.examples import CLOSED_SESSION

HEADS = {"n_f_lt18": 12, "n_f_ge18": 20, "n_m_lt18": 9, "n_m_ge18": 10, "n_other": 0}


class Morning:
    """A post of which coordination hears, with colleagues of several trades and one person in their care."""

    def __init__(self, centre: Coordination) -> None:
        self.centre = centre
        for trade in ("doctor", "nurse", "psychologist", "promoter", "logistician"):
            centre.appoint(trade)
        computer, client = centre.computer(), centre.client()
        form = {"request": centre.request_of(computer).hex(), "post": "tenosique_la72", "same": "yes"}
        client.post("/admin/devices/enrol", form)
        invitation = client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation").content
        self.node: NodeContext = accept_invitation(computer, invitation)[0]
        self.person = self.register()

    def actor(self, trade: str = "doctor") -> Actor:
        colleague = find_staff(self.node.cursor, self.centre.people[trade][0])
        place = find_post_by_code(self.node.cursor, "tenosique_la72")
        assert colleague is not None
        assert place is not None
        ring = self.node.keyring.plus(load_session_epochs(self.node.cursor, colleague, self.centre.people[trade][1]))
        return Actor(self.node.holding(ring), colleague, place)

    def register(self) -> Person:
        found = find_person(self.node.cursor, record_person(self.actor(), PERSON)[0])
        assert found is not None
        return found

    def record(self, trade: str, person: Person | None = None, **forms: dict[str, object]) -> None:
        record_encounter(self.actor(trade), person, forms)

    def sample(self, trade: str, name: str, person: Person | None = None, **given: object) -> None:
        """Any answers to a form that a closing accepts."""
        form, chance = get_form(name), random.Random(7)
        answers = fake_answers(form, chance, fake_context(chance, now=self.centre.clock.now(), age=24))
        self.record(trade, person, **{name: {**answers, **given}})

    def counts(self) -> tuple[int, dict[str, int]]:
        """Visits of this week, and what stands beside them, as coordination's page shows them."""
        self.centre.later(minutes=1)
        exchange(self.centre.node, MemoryTransport(self.node))
        counts = self.centre.client().get("/coordination/").context["counts"]
        return counts.totals[-1], {line.name: line.visits[-1] for line in counts.beside}


@pytest.fixture
def morning(centre: Coordination) -> Morning:
    return Morning(centre)


def test_a_person_seen_by_nurse_and_doctor_is_one_visit(morning: Morning) -> None:
    """A triage, vital signs, a consultation and a referral of one morning were four visits at coordination."""
    morning.record("nurse", morning.person, vitals={"temp_c": 37.1, "hr": 80})
    assert morning.counts() == (0, {}), "who was only measured and still waits was not seen yet"
    morning.record("doctor", morning.person, opd=OPD)
    morning.record("doctor", morning.person, opd={**OPD, "complaint": "Tos"})
    morning.sample("doctor", "referral", morning.person)
    assert morning.counts() == (1, {"Referencias": 1})
    morning.record("doctor", morning.register(), opd=OPD)
    assert morning.counts()[0] == 2


def test_the_next_day_is_another_visit(morning: Morning) -> None:
    morning.record("doctor", morning.person, opd=OPD)
    morning.centre.later(days=1)
    morning.record("doctor", morning.person, opd=OPD)
    assert morning.counts()[0] == 2


def test_sessions_heads_surveys_signals_and_screenings_are_counted_apart(morning: Morning) -> None:
    """A talk to 51 people, a survey of water and a signal were each one more medical visit."""
    morning.sample("promoter", "group", **HEADS)
    morning.sample("logistician", "wash")
    morning.sample("nurse", "ebs")
    morning.sample("nurse", "covid", morning.person)
    assert morning.counts() == (
        0,
        {
            "Sesiones grupales": 1,
            "Personas en sesiones grupales": 51,
            "Encuestas de sitio": 1,
            "Señales notificadas": 1,
            "Tamizajes": 1,
        },
    )


def test_a_sealed_session_is_counted_the_day_after_and_the_page_says_so(morning: Morning) -> None:
    """Two sessions of a psychologist did not appear, and no word said that they would."""
    morning.record("psychologist", morning.person, mh_fu=CLOSED_SESSION)
    assert morning.counts() == (0, {})
    page = morning.centre.client().get("/coordination/").content.decode()
    assert "sin nombres" in page
    assert "al día siguiente" in page
    morning.centre.later(days=1)
    morning.record("nurse", morning.person, vitals={"hr": 80})
    assert morning.counts() == (0, {"Sesiones de salud mental": 1})


def test_what_was_taken_back_is_not_counted(morning: Morning) -> None:
    from posta.acts.care.undo import record_undo

    actor = morning.actor()
    entry = record_encounter(actor, morning.person, {"opd": OPD}).entry
    record_undo(actor, morning.person, entry)
    assert morning.counts()[0] == 0


def test_every_form_says_what_it_counts_as_or_belongs_to_a_visit() -> None:
    """Nothing of its own: the person, the envelope, what is measured at a visit or the door, and papers about one."""
    silent = {form.name for form in list_forms() if not form.counts_as}
    assert silent == {"person", "visit", "vitals", "triage", "case", "death", "cert", "stop", "intake"}
    assert {form.counts_as for form in list_forms() if form.counts_as} == set(COUNTED)


def test_weeks_begin_on_a_sunday_for_visits_and_for_what_stands_beside_them(morning: Morning) -> None:
    """Sealed sessions were counted in weeks from Thursday to Wednesday, which the table does not have."""
    saturday = timedelta(days=(5 - morning.actor().today.weekday()) % 7)
    morning.centre.later(days=saturday.days)
    morning.record("doctor", morning.person, opd=OPD)
    morning.sample("nurse", "ebs")
    assert morning.counts() == (1, {"Señales notificadas": 1})
    morning.centre.later(days=1)
    assert morning.counts() == (0, {"Señales notificadas": 0})
