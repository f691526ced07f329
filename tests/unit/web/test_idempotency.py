"""Every page that writes something is sent twice and writes once: which pages there are, the map of addresses says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.choices import record_request
from posta.acts.care.headcounts.busloads import record_busload
from posta.acts.care.headcounts.stops import find_open_stop, open_stop
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person, record_travel_group_member
from posta.acts.care.signal_recording import record_signal
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import places
from posta.acts.mission.join_requests import accept_invitation
from posta.acts.operations.directory_entry import record_directory_entry
from posta.care.entry.form_context import build_context
from posta.catalog.language.form import list_forms
from posta.catalog.operation_acts import DirectoryEntry
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.agenda.planned_visits import list_planned_of
from posta.chart.record.person import Person
from posta.clock import DEFAULT_TIME_ZONE, to_epoch_day, to_local, today_in
from posta.figures.group_activities import list_activities
from posta.formkit.prefill import to_form_data
from posta.ids import format_short_code
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post, find_post_by_code
from posta.node.settings import put_setting
from posta.scribe.context.local_node import open_cursor
from posta.sync.exchange import exchange
from posta.sync.peers import add_peer, list_peers, remove_peer
from posta.sync.transports.memory import MemoryTransport
from posta.wire.cards import issue_certificate
from tests.coordination_fixture import Coordination, without_newest_key
from tests.forgotten_person import forgotten
from tests.page_forms import PageForm, list_page_forms
from tests.post_fixture import PERSON, TestPost, make_post
from tests.redirected import list_told
from tests.unit.web.test_page_ownership import ALL, OPD, may_write

pytestmark = pytest.mark.django_db(transaction=True)

WRITES_NO_ENTRY = {
    "search": "a search, found again under its code",
    "search/": "a search, found again under its code",
    "groups/<code>/": "a search for who joins the group",
    "drafts/<path:key>": "a draft, which takes the place of itself",
    "view/sun": "a cookie",
    "view/veil": "a cookie",
    "view/language": "a cookie",
    "admin/devices/new": "shows the words to compare",
    "sync/import": "a file, whose entries are known by their hashes however often they come",
}
OF_DEVICES = "v1/"  # no page of a browser; signed by a computer
LEAVE_NO_ENTRY = ("sync/now", "sync/peers", "sync/peers/remove", "where", "admin/forgotten/")  # settings here
OF_THE_CENTRE = ("places/<int:number>/facts", "places/<int:number>/computers")  # a post may not change them
TRIAGED = {
    "red_signs": "none", "yellow_signs": "none", "temp_c": "36.8", "hr": "80", "rr": "16", "bp": "118/74",
    "spo2": "98", "avpu": "a", "seen_colour": "green",
}  # fmt: skip
SENT = {"to_type": "hosp", "to_name": "p-1", "reason": "higher", "urgency": "u24", "consent": "y", "status": "sent"}
SESSION = {
    "g_type": "hp",
    "topics": ("water",),
    "n_f_lt18": 1,
    "n_f_ge18": 2,
    "n_m_lt18": 0,
    "n_m_ge18": 1,
    "n_other": 0,
}
SEEN = {"sig_type": "deaths", "sig_place": "27017", "sig_src": "shelter"}
PARTNER = DirectoryEntry(code="p-1", name="Hospital", kind="hosp")
PEER = "192.168.1.20:8470"
DIGITS = "0" * 32
PARAMETER = re.compile(r"<(?:\w+:)?\w+>")


@dataclass(slots=True)
class Page:
    """A page of a colleague's browser, the address that its form is sent to, and what they type into it."""

    browser: Client
    path: str
    action: str
    typed: dict[str, object] = field(default_factory=dict)

    def open_form(self) -> PageForm:
        answer = self.browser.get(self.path)
        assert answer.status_code == 200, self.path
        return next(
            form for form in list_page_forms(answer.content.decode()) if (form.action or self.path) == self.action
        )

    def proposed(self, shown: HttpResponse) -> dict[str, list[str]]:
        """The next visits that a page proposes before it is signed, as they stand there."""
        forms = list_page_forms(shown.content.decode())
        fields = next(form.fields for form in forms if (form.action or self.path) == self.action)
        return {name: value for name, value in fields.items() if name.startswith(("proposed", "visit"))}


def at(person: Person) -> str:
    return f"/people/{person.id.hex()}/"


def page_at_the_post(crew: TestPost, address: str) -> Page:  # noqa: C901  one case for each address
    """The page of a post whose form goes to this address, as far as it must be for the form to stand there."""
    doctor, person = crew.client(), crew.person(alias="Una", family_name="Quetzal")
    here = at(person)
    visit = lambda: record_encounter(crew.actor(), person, {"opd": OPD}).entry  # noqa: E731  when it is needed
    waits = lambda: record_arrival(crew.actor(), person, reason="feet")  # noqa: E731
    group = bytes(range(16)).hex()
    match address:
        case "people/new":
            new = {name: str(value) for name, value in PERSON.items()} | {"alias": "Zzyzx", "family_name": "Wq"}
            return Page(doctor, f"/people/new?with={person.id.hex()}", f"/people/new?with={person.id.hex()}", new)
        case "people/<str:code>/consultation":
            typed = {"why": "pain", "dx_main": "ari_upper", "violence_link": "n", "disposition": "home"}
            return Page(doctor, f"{here}consultation", f"{here}consultation", typed)
        case "people/<code>/edit":
            return Page(doctor, f"{here}edit", f"{here}edit", {"family_name": "Otro Apellido"})
        case "people/<code>/arrive":
            return Page(doctor, here, f"{here}arrive", {"reason": "feet"})
        case "people/<code>/arrival/<state>":
            waits()
            return Page(doctor, here, f"{here}arrival/called")
        case "people/<code>/pass":
            return Page(doctor, here, f"{here}pass", {"pass_to": "nurse", "pass_reason": "Curación"})
        case "people/<code>/group":
            return Page(doctor, here, f"{here}group")
        case "groups/<code>/add":
            record_travel_group_member(crew.actor(), crew.person(alias="Otra"), bytes(range(16)))
            found = doctor.post(f"/groups/{group}/", {"q": "Quetzal"})["Location"].partition("#")[0]
            return Page(doctor, found, f"/groups/{group}/add")
        case "groups/new":
            new = {
                "pop_group": "migrant",
                "m.0.alias": "Citlalmina",
                "m.0.sex": "f",
                "m.0.age_value": "30",
                "m.0.age_unit": "y",
            }
            typed = new | {"m.0.consent_care": "y", "m.0.consent_record": "y"}
            return Page(doctor, "/groups/new", "/groups/new", typed)
        case "groups/<code>/leave" | "groups/<code>/arrive" | "groups/<code>/expected":
            record_travel_group_member(crew.actor(), person, bytes(range(16)))
            day = crew.actor().today + timedelta(days=5)
            stop = {"place": "coatzacoalcos_casa", "day": f"{day:%d/%m/%Y}"}
            ticked = {"person": person.id.hex()} if address.endswith(("leave", "arrive")) else stop
            return Page(doctor, f"/groups/{group}/", f"/{address.replace('<code>', group)}", ticked)
        case "entries/<str:code>/correct":
            code = visit().hex()
            return Page(doctor, f"/entries/{code}/correct", f"/entries/{code}/correct", {"complaint": "Tos seca"})
        case "entries/<code>/error":
            code = visit().hex()
            crew.later(minutes=5)
            return Page(doctor, f"/entries/{code}/", f"/entries/{code}/error", {"reason": "otra persona"})
        case "entries/<code>/undo":
            code = visit().hex()
            return Page(doctor, f"{here}?done={code}", f"/entries/{code}/undo")
        case "entries/<code>/reinstate":
            entry = visit()
            crew.later(minutes=5)
            mark_entered_in_error(crew.actor(), person, entry, "otra persona")
            return Page(doctor, f"{here}withdrawn", f"/entries/{entry.hex()}/reinstate")
        case "sync/now" | "sync/peers":
            return Page(doctor, "/sync/", f"/{address}", {"address": PEER})
        case "sync/peers/remove":
            add_peer(PEER)
            return Page(doctor, "/sync/", "/sync/peers/remove")
        case "door/":
            return Page(doctor, "/door/", "/door/", {"sex": "f", "age_value": "30", "alias": "Zzyzx"})
        case "busloads/":
            return Page(doctor, "/busloads/", "/busloads/", {"vehicle": "bus", "n_m_18_59": "40"})
        case "busloads/<code>/":
            return Page(doctor, bus := a_bus(crew), bus, {"sex": "m", "age_value": "30", "sign": "injury"})
        case "stops/open":
            return Page(doctor, "/stops/", "/stops/open")
        case "stops/close":
            if find_open_stop(crew.actor()) is None:
                open_stop(crew.actor(), {"stop_at": crew.actor().now})
            return Page(doctor, "/stops/", "/stops/close")
        case "people/<str:code>/triage":
            return Page(doctor, f"{here}triage", f"{here}triage", dict(TRIAGED))
        case "agenda/<code>":
            return Page(doctor, "/agenda/?for=all", f"/agenda/{planned_visit(crew, person)}", {"state": "called"})
        case "people/<code>/expected":
            day = crew.actor().today + timedelta(days=5)
            return Page(doctor, here, f"{here}expected", {"place": "coatzacoalcos_casa", "day": f"{day:%d/%m/%Y}"})
        case "referrals/code":
            now = {"sent_dt": crew.actor().now, "status_dt": crew.actor().now}
            letter = format_short_code(record_encounter(crew.actor(), person, {"referral": SENT | now}).entry)
            return Page(doctor, "/referrals/code", "/referrals/code", {"code": letter, "reply": "answer:solved"})
        case "people/<code>/choices":
            return Page(doctor, f"{here}choices", f"{here}choices", {"share": "n"})
        case "people/<code>/open":
            return Page(doctor, f"{here}open", f"{here}open", {"reason": "emergency"})
        case "people/<code>/requests":
            return Page(doctor, f"{here}choices", f"{here}requests", {"note": "Nació en 1994"})
        case "people/<code>/copied":
            return Page(doctor, f"{here}copy", f"{here}copied")
        case "referrals/<code>/<act>":
            now = {"sent_dt": crew.actor().now, "status_dt": crew.actor().now}
            sent = f"/referrals/{record_encounter(crew.actor(), person, {'referral': SENT | now}).entry.hex()}/"
            return Page(doctor, sent, f"{sent}accept")
        case "signals/new":
            return Page(doctor, "/signals/new", "/signals/new", {"sig_type": "deaths"})
        case "signals/<code>/<act>":
            seen = f"/signals/{record_signal(crew.actor(), SEEN).hex()}/"
            return Page(crew.client("team_leader"), seen, f"{seen}verify")
        case "activities/<str:code>/correct":
            record_encounter(crew.actor("promoter"), None, {"group": SESSION | {"g_date": crew.actor().today}})
            (held,) = list_activities(crew.actor().node.cursor, crew.actor().post.number, limit=1)
            here = f"/activities/{held.id.hex()}/correct"
            return Page(crew.client("promoter"), here, here, {"n_other": "3"})
    return page_of_a_leader(crew, address)


def page_of_a_leader(crew: TestPost, address: str) -> Page:  # noqa: C901  one case for each address
    """The page of a team leader whose form goes to this address: the directory, and the places of this computer."""
    actor, leader = crew.actor("team_leader"), crew.client("team_leader")
    match address:
        case "directory/new":
            return Page(leader, f"/{address}", f"/{address}", {"name": "Hospital", "kind": "hosp"})
        case "directory/<slug:code>/":
            record_directory_entry(actor, PARTNER)
            return Page(leader, "/directory/p-1/", "/directory/p-1/", {"verified": "1"})
        case "people/<code>/restricted":
            about = at(crew.person(alias="Dos", family_name="Quetzal"))
            return Page(leader, f"{about}choices", f"{about}restricted", {"state": "y"})
        case "requests/<code>/<state>":
            person = crew.person(alias="Tres", family_name="Quetzal")
            code = record_request(crew.actor(), person, "correction", "Nació en 1994").hex()
            return Page(leader, f"{at(person)}choices", f"/requests/{code}/done")
        case "requests/<code>/forget":
            person = crew.person(alias="Cuatro", family_name="Quetzal")
            code = record_request(crew.actor(), person, "forgetting", "").hex()
            return Page(leader, f"/requests/{code}/forget", f"/requests/{code}/forget", {"sure": "y"})
        case "where":
            return Page(leader, "/where", "/where", {"place": str(actor.post.number)})
        case "places/new":
            return Page(leader, "/places/new", "/places/new", {"name": "Colonia Nueva", "kind": "mobile_stop"})
        case "places/<int:number>/opening":
            here = f"/places/{new_place(actor)}/"
            return Page(leader, here, f"{here}opening", {"reason": "obras"})
        case "places/<int:number>/service":
            here = f"/places/{new_place(actor)}/"
            return Page(leader, here, f"{here}service", {"service": "primary_care"})
        case "places/<int:number>/service/<str:code>":
            number = new_place(actor)
            place = find_post(actor.node.cursor, number)
            assert place is not None
            places.record_service(actor, place, ServicePeriod(b"", "primary_care", to_epoch_day(actor.today)))
            changed = find_post(actor.node.cursor, number)
            assert changed is not None
            (period,) = changed.calendar.periods
            here = f"/places/{number}/"
            return Page(leader, here, f"{here}service/{period.id.hex()}", {"state": "reduced"})
    raise AssertionError(
        f"no page is known that posts to {address}: write here how it is opened, or why it writes nothing"
    )


def a_bus(crew: TestPost) -> str:
    """The address of a bus whose forty men were counted."""
    answers = {"arrived_at": crew.actor().now, "vehicle": "bus", "vehicle_id": str(count_entries()), "n_m_18_59": 41}
    return f"/busloads/{record_busload(crew.actor(), answers).hex()}/"


def planned_visit(crew: TestPost, person: Person) -> str:
    """A visit that is planned for tomorrow; returns its code."""
    day = crew.actor().today + timedelta(days=1)
    plan = lambda _filled: [VisitChoice(day, day, day, "opd", "wound")]  # noqa: E731  it is needed once
    record_encounter(crew.actor(), person, {"opd": OPD}, plan=plan)
    return list_planned_of(crew.actor().node.cursor, person.id)[0].id.hex()


def new_place(actor: Actor) -> int:
    """A place that this computer serves too, each with another name; returns its number."""
    name = f"Colonia {count_entries()}"
    return places.record_place(actor, places.PlaceFacts(name, "mobile_stop", actor.post.municipality, actor.post.zone))


def form_pages(crew: TestPost) -> Iterator[tuple[str, Page]]:
    """The page of each form of the catalogue, of somebody for whom it is asked, with plausible answers."""
    person = crew.person(sex="f", alias="Una")
    for form in list_forms():
        role = next((one for one in ALL if may_write(crew, one, form.name)), None)
        if role is None or form.name in ("visit", "person", "opd") or form.service.opens == "signal":
            continue
        if form.compartment.code == "facts" and form.service.screen:  # written on its own page only
            continue
        about = None if form.compartment.code == "facts" else person
        path = f"/work/{form.name}" if about is None else f"{at(person)}contact/{form.name}"
        around = build_context(crew.actor(role), about, {})
        answers = next(filter(None, (fake_answers(form, Random(seed), around) for seed in count(5))))
        address = "work/<str:name>" if about is None else "people/<str:code>/contact/<str:name>"
        yield address, Page(crew.client(role), path, path, dict(to_form_data(form, answers)))


def page_at_the_centre(centre: Coordination, address: str) -> Page:  # noqa: C901  one case for each address
    """The page of administration whose form goes to this address."""
    client, nurse = centre.client(), centre.appoint("nurse")
    colleague = f"/admin/colleagues/{nurse.id.hex()}/"
    centre.later(seconds=1)
    match address:
        case "admin/colleagues/new":
            typed = {"name": "Berta", "role": "nurse", "networks": ["route"], "language": "es"}
            return Page(client, f"/{address}", f"/{address}", typed)
        case "admin/colleagues/<str:code>/":
            return Page(client, colleague, colleague, {"role": "midwife"})
        case "admin/colleagues/<str:code>/words" | "admin/colleagues/<str:code>/end":
            return Page(client, colleague, f"{colleague}{address.rpartition('/')[2]}")
        case "admin/cards/renew":
            enrolled(centre)
            return Page(client, "/admin/cards/", "/admin/cards/renew", {"device": [enrolled(centre)]})
        case "admin/cards/certificate":
            centre.later(days=330)
            code = bytes.fromhex(client.get("/admin/cards/").context["code"])
            card = issue_certificate(
                centre.root.sign, centre.root.verify_key, code, today_in(centre.clock, DEFAULT_TIME_ZONE)
            )
            return Page(client, "/admin/cards/", "/admin/cards/certificate", {"code": card.hex()})
        case "admin/devices/enrol":
            asks = {"code": centre.request_of(centre.computer()).hex(), "post": "tenosique_la72"}
            return Compared(client, "/admin/devices/new", "/admin/devices/enrol", {"same": "yes"}, asks)
        case "admin/devices/<str:code>/revoke":
            lost = f"/admin/devices/{enrolled(centre)}/revoke"
            return Page(client, lost, lost, {"reason": "robada"})
        case "admin/forgotten/":
            forgotten(centre)
            return Page(client, "/admin/forgotten/", "/admin/forgotten/")
        case "admin/keys/":
            without_newest_key(centre)
            return Page(client, "/admin/keys/", "/admin/keys/")
        case "admin/devices/<str:code>/aside":
            aside, entry = lost_with_an_entry(centre)
            return Page(client, aside, aside, {"entry": [entry]})
        case "places/<int:number>/facts":
            here = f"/places/{number_of(centre, 'tenosique_la72')}/"
            return Page(client, here, f"{here}facts", {"name": "La 72, casa nueva"})
        case "places/<int:number>/computers":
            here, computer = f"/places/{number_of(centre, 'coatzacoalcos_casa')}/", enrolled(centre)
            return Page(client, here, f"{here}computers", {"computers": [computer]})
    raise AssertionError(
        f"no page is known that posts to {address}: write here how it is opened, or why it writes nothing"
    )


@dataclass(slots=True)
class Compared(Page):
    """The page that answers what was `asked` on another, as that of the words to compare does."""

    asked: dict[str, str] = field(default_factory=dict)

    def open_form(self) -> PageForm:
        shown = self.browser.post(self.path, self.asked).content.decode()
        return next(form for form in list_page_forms(shown) if form.action == self.action)


def number_of(centre: Coordination, code: str) -> int:
    place = find_post_by_code(centre.node.cursor, code)
    assert place is not None
    return place.number


def enrolled(centre: Coordination) -> str:
    """A computer that is enrolled; returns its code."""
    computer = centre.computer()
    typed = {"request": centre.request_of(computer).hex(), "post": "tenosique_la72", "same": "yes"}
    assert centre.client().post("/admin/devices/enrol", typed).status_code == 303
    centre.later(seconds=1)
    return computer.device.feed.hex()


def lost_with_an_entry(centre: Coordination) -> tuple[str, str]:
    """The page of a lost computer on which an entry was set aside, and that entry."""
    client, lost = centre.client(), centre.computer()
    typed = {"request": centre.request_of(lost).hex(), "post": "tenosique_la72", "same": "yes"}
    client.post("/admin/devices/enrol", typed)
    here = f"/admin/devices/{lost.device.feed.hex()}/"
    node, _told = accept_invitation(lost, client.get(f"{here}invitation").content)
    now = to_local(centre.clock.now(), DEFAULT_TIME_ZONE)
    centre.later(minutes=5)
    actor = Actor(node, centre.appoint("doctor"), find_post_by_code(centre.node.cursor, "tenosique_la72"))
    _person, entry = record_person(actor, PERSON)
    centre.later(minutes=5)
    exchange(centre.node, MemoryTransport(node))
    client.post(f"{here}revoke", {"until": f"{now:%d/%m/%Y}", "until__time": f"{now:%H:%M}"})
    return f"{here}aside", entry.hex()


def send_twice(page: Page, *, leaves_entry: bool = True) -> None:
    """Press a button twice; it acts the first time, and answers the second time as the first."""
    form = page.open_form()
    assert form.fields.get("token"), page.action
    typed, before = form.fields | page.typed, count_entries()
    first = page.browser.post(page.action, typed)
    for _ in range(2):  # of doubts, and of the next visits, a page asks before it signs
        if first.status_code == 422 and (frame := first.context.get("frame")):
            typed |= {"accepted": list(frame.accepted)} if frame.doubts else page.proposed(first)
            first = page.browser.post(page.action, typed)
    assert first.status_code == 303, (page.action, first.context and first.context.get("summary"))
    assert list_told(first["Location"]) == [], page.action
    after = count_entries()
    assert (after > before) is leaves_entry, page.action
    again = page.browser.post(page.action, typed)
    assert (again.status_code, again.get("Location")) == (303, first["Location"]), page.action
    assert count_entries() == after, page.action


def count_entries() -> int:
    return int(open_cursor().execute("SELECT COUNT(*) FROM ledger_entry").fetchone()[0])


def list_writing(browser: Client) -> list[str]:
    """Every address of the map that takes what a page posts, but for the doors of other computers."""

    def walk(patterns: list[object], before: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield before + str(one.pattern)

    addresses = dict.fromkeys(walk(get_resolver().url_patterns, ""))
    tried = {one: "/" + PARAMETER.sub(DIGITS, one) for one in addresses if not one.startswith(OF_DEVICES)}
    return [one for one, path in tried.items() if browser.post(path, {}).status_code != 405]


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestPost]:
    """A post at which every trade is at work."""
    yield make_post(monkeypatch, "tenosique_la72", trades=ALL)
    for peer in list_peers():
        remove_peer(peer)
    put_setting("sync.import", None)


def test_every_page_of_a_post_that_is_sent_twice_writes_once(crew: TestPost) -> None:
    """A double tap, or Back and again, registered two people; companions, groups and work of the post were never tried."""
    browser = crew.client()
    known = {"people/<str:code>/contact/<str:name>", "work/<str:name>"}
    for address in list_writing(browser):
        if address not in (*WRITES_NO_ENTRY, *OF_THE_CENTRE, *known) and not address.startswith("admin/"):
            send_twice(page_at_the_post(crew, address), leaves_entry=address not in LEAVE_NO_ENTRY)
            crew.later(minutes=1)


def test_every_form_that_is_sent_twice_is_signed_once(crew: TestPost) -> None:
    tried = set()
    for address, page in form_pages(crew):
        send_twice(page)
        tried.add(address)
        crew.later(minutes=1)
    assert tried == {"people/<str:code>/contact/<str:name>", "work/<str:name>"}


def test_every_page_of_administration_that_is_sent_twice_writes_once(centre: Coordination) -> None:
    """Enrolling a computer and renewing cards were never sent twice: a second card, other words for a colleague."""
    for address in list_writing(centre.client()):
        if address.startswith("admin/") and address not in WRITES_NO_ENTRY or address in OF_THE_CENTRE:
            send_twice(page_at_the_centre(centre, address), leaves_entry=address not in LEAVE_NO_ENTRY)


def test_what_is_said_to_write_nothing_is_there(crew: TestPost) -> None:
    before, found = count_entries(), list_writing(crew.client())
    assert set(WRITES_NO_ENTRY) <= set(found)
    assert count_entries() == before
