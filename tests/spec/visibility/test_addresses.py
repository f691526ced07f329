"""Every address of a post × every role: the answer is declared, no sealed text is shown, and opened charts are noted."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import tests.coordination_fixture
from posta.acts.care.registration import record_travel_group_member
from posta.catalog.compartments import Compartment
from posta.chart.record.person import Person
from posta.formkit.place_lists import list_version
from posta.ids import EntryId
from posta.mission.roles import ROLES
from posta.node.access_log_buffer import pop_accesses
from posta.node.middleware import CACHED_FOREVER
from posta.node.wsgi import auth_wsgi
from posta.web.help.guides import find_guide
from posta.web.help.screens import GUIDE_OF_SCREEN
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post
from tests.snapshots import empty_database
from tests.spec.tables import Row, read_table, write_table
from tests.spec.visibility.addresses import CENTRE_GET, CENTRE_POST, GET, OPENS_A_CHART, POST
from tests.spec.visibility.scene import AUTHORS, SECRETS, count_everywhere, record_everything, refer_everywhere

pytestmark = pytest.mark.django_db(transaction=True)

SHORT = {role: "adm" if role == "administrator" else "pst" if role == "psychiatrist" else role[:3] for role in ROLES}
ROLE_OF = {short: role for role, short in SHORT.items()}
COLUMNS = ("none", *SHORT.values())
LATER = 0  # a minute in which no test reads: what is noted in any other may be taken
SEARCHED = "5ea7c4ed0000"  # the code under which a search is found again
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
FRONT = {("POST", "/lock"), ("POST", "/logout"), ("POST", "/login"), ("POST", "/unlock"), ("POST", "/words"),
         ("GET", "/login"), ("GET", "/locked"), ("GET", "/locked.css"), ("GET", "/health")}  # fmt: skip


class Scene:
    """A post with a person who has something in every compartment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.post: TestPost = make_post(monkeypatch, "tenosique_la72", trades=tuple(ROLES))
        self.person: Person
        self.entries: dict[str, EntryId]
        self.person, self.entries = record_everything(self.post.house, "tenosique_la72")
        self.entries |= refer_everywhere(self.post.house, self.person)
        self.entries |= count_everywhere(self.post.house)
        self.party = bytes(range(16))
        record_travel_group_member(self.post.actor(), self.person, self.party)
        self.post.later(minutes=2)  # nothing can be undone any more
        self.browsers: dict[str, Client] = {"none": Client()}
        self.browsers |= {short: self.post.client(role) for role, short in SHORT.items()}
        centre = self.post.house.node("coordination").device.feed.hex()
        self.values = _values(
            self.person.id,
            self.entries["opd"],
            self.party,
            self.post.house.people["nurse"][0],
            centre,
            **{name: self.entries[name] for name in ("referral", "signal", "busload", "arrival", "stop")},
        )


class Centre:
    """Coordination, which knows nobody: every role at work at its browser, and addresses of a record that is elsewhere."""

    def __init__(self, centre: tests.coordination_fixture.Coordination) -> None:
        for role in ROLES:
            if role not in centre.people:
                centre.appoint(role)
        self.browsers: dict[str, Client] = {"none": Client()}
        self.browsers |= {short: centre.client(role) for role, short in SHORT.items()}
        nobody = bytes(range(16))
        known = (nobody, nobody, nobody, centre.people["nurse"][0], centre.device.feed.hex())
        self.values = _values(*known, referral=nobody, signal=nobody, busload=nobody, arrival=nobody, stop=nobody)


def _values(
    person: bytes,
    entry: bytes,
    party: bytes,
    colleague: bytes,
    device: str,
    *,
    referral: bytes,
    signal: bytes,
    busload: bytes,
    arrival: bytes,
    stop: bytes,
) -> dict[str, dict[str, str]]:
    """What stands for each parameter of an address, by how the address begins; "" for all others."""
    other = {"state": "called", "name": "vitals", "key": "work/wash", "token": "0" * 32, "feed": device,
             "incarnation": "0", "first": "0", "code": "",
             "number": "2", "mark": list_version("iso3166_1", "es"), "systems": "iso3166_1", "spoken": "es"}  # fmt: skip
    return {
        "people": {**other, "code": person.hex()},
        "entries": {**other, "code": entry.hex()},
        "groups": {**other, "code": party.hex()},
        "agenda": {**other, "code": entry.hex()},
        "admin/colleagues": {**other, "code": colleague.hex()},
        "admin/devices": {**other, "code": device},
        "places": {**other, "code": "00" * 16},
        "referrals": {**other, "code": referral.hex(), "act": "attend"},
        "signals": {**other, "code": signal.hex(), "act": "verify"},
        "activities": {**other, "code": signal.hex()},
        "busloads": {**other, "code": busload.hex()},
        "stops": {**other, "code": stop.hex()},
        "door": {**other, "code": arrival.hex()},
        "cases": {**other, "form": "sw"},
        "directory": {**other, "code": "p-1"},
        "requests": {**other, "code": entry.hex(), "state": "done"},
        "notice": {**other, "language": "ht"},
        "work": {**other, "name": "wash"},
        "ayuda": {**other, "name": "exchange"},
        "": other,
    }


@pytest.fixture
def scene(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    yield Scene(monkeypatch)
    empty_database()


@pytest.mark.parametrize(("method", "table"), [("GET", GET), ("POST", POST)], ids=["GET", "POST"])
def test_addresses_of_a_post_when_any_role_asks_then_the_answer_is_the_declared_one(
    scene: Scene, method: str, table: str
) -> None:
    found = list(_rows(_look_everywhere(scene)) if method == "GET" else _answers(scene, method))
    assert found == read_table(table), "declare it, after thinking:\n" + _table(found)


@pytest.mark.parametrize(("method", "table"), [("GET", CENTRE_GET), ("POST", CENTRE_POST)], ids=["GET", "POST"])
def test_addresses_of_coordination_when_any_role_asks_then_the_answer_is_the_declared_one(
    centre: tests.coordination_fixture.Coordination, method: str, table: str
) -> None:
    found = list(_answers(Centre(centre), method))
    assert found == read_table(table), "declare it, after thinking:\n" + _table(found)


def test_pages_when_shown_to_a_role_without_the_key_then_hold_no_sealed_text(scene: Scene) -> None:
    """With the positive control that whoever holds the key does read it, so that the search can find."""
    shown: set[tuple[str, str]] = set()
    for seen in _look_everywhere(scene):
        if seen.column in ROLE_OF:
            role = ROLE_OF[seen.column]
            may = {Compartment.CARE, *ROLES[role].compartments} if ROLES[role].gives_care else set()
            for compartment in seen.secrets:
                shown.add((role, compartment))
                assert Compartment.named(compartment) in may, (role, compartment, seen.path)
    wanted = {(AUTHORS[form][0], AUTHORS[form][2]) for form in AUTHORS}
    assert wanted <= shown


def test_pages_then_no_name_in_title_or_address(scene: Scene) -> None:
    """Somebody who looks over a shoulder at tabs, history or the print queue reads no name."""
    for path in _pages(scene, [entry.hex() for entry in scene.entries.values()]):
        response = _ask(scene.browsers["doc"], "GET", path)
        title = re.search(r"<title>(.*?)</title>", response.content.decode(errors="replace"), re.DOTALL)
        assert title is None or title.group(1).strip() == "Posta", path
        assert scene.person.name not in str(response.get("Location", "")), path
        assert scene.person.name not in str(response.get("Content-Disposition", "")), path


def test_charts_when_opened_then_a_reading_is_noted(scene: Scene) -> None:
    """Whoever is shown a person's page is noted; the addresses that show one are declared, and no other notes anything."""
    noting = set()
    for seen in _look_everywhere(scene):
        if seen.address is None or seen.column not in ROLE_OF:
            continue
        if seen.noted:
            noting.add(seen.address)
            assert seen.noted == {(ROLE_OF[seen.column], "the person")}, (seen.column, seen.address)
        shown = seen.status == 200 and seen.address in OPENS_A_CHART
        assert bool(seen.noted) == shown, (seen.column, seen.address)
    assert noting == OPENS_A_CHART


def test_screens_then_lead_to_their_guide(scene: Scene) -> None:
    """Every address that shows a page declares its guide, and the "?" of the page is followed."""
    refused = {
        "groups/<code>/add",
        "sync/import",
        "sync/imported",
        "sync/peers",
        "agenda/<code>",
        "people/<code>/expected",
        "people/<code>/pass",
        "groups/<code>/expected",
        "referrals/<code>/<act>",
        "signals/<code>/<act>",
        "stops/open",
        "stops/close",
    }  # of a form that was refused
    shown = _walk_to_guides(scene, "doc", "log", "tea", "soc") - {"coordination/", "coordination/alerts"}
    declared = {address for address in GUIDE_OF_SCREEN if not address.startswith(("admin/", "coordination/"))}
    assert shown == declared - refused


def test_screens_of_coordination_then_lead_to_their_guide(centre: tests.coordination_fixture.Coordination) -> None:
    shown = _walk_to_guides(Centre(centre), "adm")
    assert {address for address in GUIDE_OF_SCREEN if address.startswith("coordination/")} <= shown
    assert len([address for address in shown if address.startswith("admin/")]) > 8


def _walk_to_guides(scene: Scene | Centre, *columns: str) -> set[str]:
    """Follow the "?" of every page that a role is shown; return the addresses of the pages."""
    shown, guides = set(), dict[tuple[str, str], str]()
    for address in list_addresses():
        for column in columns:
            client = scene.browsers[column]
            answer = _ask(client, "GET", _path(scene, address))
            page = squeeze(answer.content.decode(errors="replace")).strip()
            if answer.status_code != 200 or not page.startswith("<!doctype html>") or address.startswith("ayuda/"):
                continue
            shown.add(address)
            (led,) = re.findall(r'<a class="tool ask" href="([^"]*)"', page)
            guide = find_guide(GUIDE_OF_SCREEN[address], "es")
            assert guide is not None
            if (column, led) not in guides:  # one guide is for many pages
                guides[column, led] = squeeze(_ask(client, "GET", led).content.decode())
            assert f"<h1>{guide.title}</h1>" in guides[column, led], address
    return shown


def test_posts_when_the_form_was_not_made_by_this_page_then_refused(scene: Scene) -> None:
    """Another site that knows an address cannot make a browser act: no token, no act."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = scene.browsers["doc"].cookies
    for row in read_table(POST):
        if row["address"].startswith("v1/") or row["doc"] == "405":
            continue
        assert _ask(strict, "POST", _path(scene, row["address"])).status_code == 403, row["address"]


def test_answers_then_are_kept_by_nobody(scene: Scene) -> None:
    for row in read_table(GET):
        response = _ask(scene.browsers["doc"], "GET", _path(scene, row["address"]))
        kept = CACHED_FOREVER if row["address"].startswith("lists/") else "no-store"  # countries are no secret
        assert response["Cache-Control"] == kept, row["address"]
        assert "default-src 'none'" in response.get("Content-Security-Policy", "default-src 'none'"), row["address"]


def test_addresses_before_the_application_then_are_the_known_ones() -> None:
    """What the worker answers before Django is asked (`posta.node.wsgi.auth_wsgi`) opens no record: lock, leave, come in, alive."""
    asked = {"POST": auth_wsgi._answer_to_post, "GET": auth_wsgi._page}
    found = {
        (method, path)
        for method, answer in asked.items()
        for case in re.findall(r"case (.*?)(?: if .*)?:", inspect.getsource(answer))
        for path in re.findall(r'"(/[\w.]*)"', case)
    }
    assert found == FRONT


def list_addresses() -> list[str]:
    """Every address that the resolver knows, once, in its order."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


class Seen(NamedTuple):
    """What a role was answered at a path: at an address as it is declared, or, without one, at a further page."""

    address: str | None
    path: str
    column: str
    status: int
    noted: frozenset[tuple[str, str]]
    secrets: frozenset[str]


_SEEN: list[Seen] = []


def _look_everywhere(scene: Scene) -> list[Seen]:
    """Ask for every page as every role: once in a process, as several promises are about the same answers."""
    if not _SEEN:
        own = [(address, _path(scene, address)) for address in list_addresses()]
        further = dict.fromkeys(_pages(scene, [entry.hex() for entry in scene.entries.values()]))
        more = [(None, path) for path in further if path not in {path for _, path in own}]
        _SEEN.extend(_look(scene, address, path, column) for address, path in own for column in COLUMNS)
        _SEEN.extend(_look(scene, address, path, column) for address, path in more for column in ROLE_OF)
    return _SEEN


def _look(scene: Scene, address: str | None, path: str, column: str) -> Seen:
    with transaction.atomic():
        response = _answered(scene.browsers[column], "GET", path)
        noted = pop_accesses(LATER)
        transaction.set_rollback(True)
    text = response.content.decode(errors="replace")
    staff = {staff: role for role, (staff, _) in scene.post.house.people.items()}
    names = ((staff[who], "the person" if whom == scene.person.id else "another") for who, whom, _ in noted)
    secrets = frozenset(compartment for compartment, secret in SECRETS.items() if secret in text)
    return Seen(address, path, column, response.status_code, frozenset(names), secrets)


def _rows(seen: list[Seen]) -> Iterator[Row]:
    """The table of what was answered at the declared addresses."""
    for address in list_addresses():
        statuses = {one.column: str(one.status) for one in seen if one.address == address}
        yield {"address": address or "/", **statuses}


def _answers(scene: Scene | Centre, method: str) -> Iterator[Row]:
    for address in list_addresses():
        path = _path(scene, address)
        asked = {column: _ask(scene.browsers[column], method, path).status_code for column in COLUMNS}
        yield {"address": address or "/", **{column: str(status) for column, status in asked.items()}}


def _pages(scene: Scene, entries: list[str]) -> Iterator[str]:
    """Every address that can be asked for, with each entry of the person where it is about an entry."""
    for address in list_addresses():
        path = _path(scene, address)
        opd = scene.entries["opd"].hex()
        yield from (path.replace(opd, entry) for entry in (entries if opd in path else [opd]))
    yield f"/search/?at={SEARCHED}"
    yield from (f"/referrals/?list={which}" for which in ("in", "out", "mine", "open"))
    yield from (f"/referrals/{scene.entries['sealed_referral'].hex()}/{page}" for page in ("", "letter"))


def _path(scene: Scene | Centre, address: str) -> str:
    values = next(values for start, values in scene.values.items() if address.startswith(start))
    return "/" + PARAMETER.sub(lambda found: values[found.group(1)], address).removeprefix("/")


def _ask(client: Client, method: str, path: str) -> HttpResponse:
    """One request, of which nothing stays."""
    with transaction.atomic():
        response = _answered(client, method, path)
        transaction.set_rollback(True)
    return response


def _answered(client: Client, method: str, path: str) -> HttpResponse:
    client.raise_request_exception = False
    if path.endswith(SEARCHED):
        client.post("/search/", {"q": "Quetzalina", "at": SEARCHED})
    response: HttpResponse = client.generic(method, path, content_type="application/x-www-form-urlencoded")
    if response.streaming:
        whole: bytes = response.getvalue()  # type: ignore[attr-defined]
        response = HttpResponse(whole, status=response.status_code, headers=dict(response.items()))
    return response


def _table(rows: list[Row]) -> str:
    return write_table(("address", *COLUMNS), [list(row.values()) for row in rows])
