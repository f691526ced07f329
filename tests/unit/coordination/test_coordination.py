"""The page of coordination: counts from facts, contacts, silence, alarms; and no way to a chart from there."""

import re

from posta.acts.actor import Actor
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission.join_requests import accept_invitation
from posta.chart.record.person_registers import find_person
from posta.mission.posts import find_post_by_code
from posta.mission.staff import find_staff
from posta.scribe.context.local_node import open_cursor
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.coordination_fixture import Coordination
from tests.journeys.test_thread import OPD, PERSON


def join_post(centre: Coordination, post: str):
    """A computer in memory, enrolled at the coordination's screen, and what it wrote brought back."""
    computer, client = centre.computer(), centre.client()
    form = {"request": centre.request_of(computer).hex(), "post": post, "same": "yes"}
    client.post("/admin/devices/enrol", form)
    return accept_invitation(computer, client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation").content)[0]


def test_visits_are_counted_by_post_and_epidemiological_week(centre: Coordination) -> None:
    doctor = centre.appoint("doctor")
    node = join_post(centre, "tenosique_la72")
    colleague, place = find_staff(node.cursor, doctor.id), find_post_by_code(node.cursor, "tenosique_la72")
    assert colleague is not None
    assert place is not None
    actor = Actor(node, colleague, place)
    person_id, _ = record_person(actor, PERSON)
    person = find_person(node.cursor, person_id)
    assert person is not None
    for _ in range(2):
        record_encounter(actor, person, {"opd": OPD})
    centre.later(minutes=1)
    exchange(centre.node, MemoryTransport(node))

    page = centre.client().get("/coordination/")
    counts = page.context["counts"]
    assert [(line.name, line.visits[-1], line.total) for line in counts.lines] == [
        ("La 72", 1, 1)
    ]  # one day, one visit
    assert (counts.totals[-1], counts.total, counts.people) == (1, 1, 1)
    assert counts.weeks[-1].number == "48"
    assert page.context["contacts"][0].state == "ok"
    text = page.content.decode()
    assert "Wilmer" not in text
    assert "Hernández" not in text
    assert "style=" not in text
    assert 'role="img"' in text

    centre.later(days=4)
    contact = centre.client().get("/coordination/").context["contacts"][0]
    assert (contact.name, contact.state) == ("La 72", "bad"), (contact, centre.clock)


def test_the_first_page_of_the_epidemiologist_lists_the_alerts(centre: Coordination) -> None:
    """Where, the rule in words, since when, how many; and nobody's name."""
    doctor = centre.appoint("doctor")
    centre.appoint("epidemiologist")
    node = join_post(centre, "tenosique_la72")
    colleague, place = find_staff(node.cursor, doctor.id), find_post_by_code(node.cursor, "tenosique_la72")
    assert colleague is not None
    assert place is not None
    actor = Actor(node, colleague, place)
    client = centre.client("epidemiologist")
    assert "Ninguna posta tiene alertas hoy" in client.get("/coordination/").content.decode()
    person = find_person(node.cursor, record_person(actor, PERSON)[0])
    assert person is not None
    record_encounter(
        actor, person, {"opd": {**OPD, "dx_main": "measles", "case_class": "suspected"}}, accepts=lambda warning: True
    )
    centre.later(days=1)
    exchange(centre.node, MemoryTransport(node))
    there = client.get("/")["Location"]
    page = client.get(there)
    (row,) = page.context["alerts"]
    assert (row.where, row.notice.words, row.since, row.count) == (
        "La 72",
        "Sarampión (sospecha): 1 caso en 3 días",
        "desde ayer",
        1,
    )
    text = page.content.decode()
    assert text.index("Sarampión (sospecha): 1") < text.index("Atenciones por semana")
    assert "Wilmer" not in text
    assert "Sarampión (sospecha): 1 caso en 3 días" in client.get("/coordination/alerts").content.decode()


def test_a_post_that_never_spoke_is_marked(centre: Coordination) -> None:
    join_post(centre, "coatzacoalcos_casa")
    assert [one.state for one in centre.client().get("/coordination/").context["contacts"]] == ["ask"]


def test_alarms_and_what_was_set_aside_stand_on_the_page(centre: Coordination) -> None:
    cursor = open_cursor()
    cursor.execute("INSERT INTO mission_fork VALUES (?, 0, 7)", (centre.device.feed,))
    reason = "Written by a device after it was declared lost; a person must look at it."
    sql = "INSERT INTO ledger_aside (rule, reason, entry, digest, since) VALUES (?, ?, ?, ?, ?)"
    row = cursor.execute("SELECT MIN(id) FROM ledger_entry").fetchone()[0]
    cursor.execute(sql, ("revoked", reason, row, b"1", centre.clock.millis()))
    troubles = centre.client().get("/coordination/").context["troubles"]
    assert [(one.origin, one.kind, one.count) for one in troubles] == [("Coordinación", "bad", 1)] * 2
    assert troubles[1].words != reason, "in the reader's language"


def test_the_first_page_of_coordination_is_not_a_board(centre: Coordination) -> None:
    centre.appoint("epidemiologist")
    centre.appoint("doctor")
    firsts = {"administrator": "/admin/", "epidemiologist": "/coordination/", "doctor": "/sync/"}
    for role, first in firsts.items():
        answer = centre.client(role).get("/")
        assert (answer.status_code, answer.headers["Location"]) == (303, first)


def test_no_page_of_coordination_leads_to_a_person(centre: Coordination) -> None:
    for address in ("/coordination/", "/admin/", "/sync/"):
        page = centre.client().get(address).content.decode()
        links = set(re.findall(r'(?:href|action)="(/[^"]*)"', page))
        assert not any(link.startswith(("/people", "/search", "/entries", "/scan")) for link in links), (address, links)


def test_a_trade_of_care_at_coordination_is_told_that_no_record_opens_here(centre: Coordination) -> None:
    """Search and registration were shown to a doctor there, though this computer has no key to anything in them."""
    centre.appoint("doctor")
    client = centre.client("doctor")
    for address in ("/search/", "/scan/", "/people/new", "/board/poll"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "No puede abrir expedientes" in answer.content.decode()
        assert 'href="/search/"' not in answer.content.decode()
