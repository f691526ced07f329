"""A day of Reynosa's mobile team: one computer, two places one after the other, people of a month ago who come again.

Played through pages as a browser without scripts posts them, from "Where are you today?" to the day sheet of each place.
What is of one place is on no list of the other, and whatever is corrected later counts where it happened.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import VisitChoice
from posta.acts.care.registration import record_person
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.chart.people_search import find_people
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.figures.facts.read import count_facts
from posta.mission.posts import Post, list_posts
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import ROLES
from tests.page_forms import list_page_forms
from tests.page_text import squeeze
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
BRIDGE, RIVER = "Puente Viejo", "Albergue del Río"  # invented
REGISTERED = {
    "sex": "m", "age_value": "24", "age_unit": "y", "country_origin": "HN", "pop_group": "migrant", "consent_care": "y",
    "consent_record": "y", "reason": "feet", "colour": "",
}  # fmt: skip
WELL = {"red_signs": "none", "yellow_signs": "none", "temp_c": "36.8", "hr": "80", "rr": "16", "bp": "118/74",
        "spo2": "98", "avpu": "a", "seen_colour": "green"}  # fmt: skip
RX = {"drug": "N02BE01", "form": "tablet", "dose": "1 tableta", "freq": "q8h", "days": 3, "source": "own"}
FOOT = {"complaint": "ampollas", "dx_main": "foot_infect", "dx_status": "new", "violence_link": "n"}
SEEN = {"why": ["feet"], "complaint": "ampollas", "dx_main": "foot_infect", "violence_link": "n",
        "rx.0.drug": "N02BE01", "rx.0.form": "tablet", "rx.0.dose": "1 tableta", "rx.0.freq": "q8h", "rx.0.days": "3",
        "rx.0.source": "own"}  # fmt: skip
CONTROL = {"ncd_dx": ("htn",), "dx_known": "known", "dbp": 80, "tobacco": "never", "ncd_exit": "active", "adher7": 7,
           "complic": ("none",), "days_supplied": 30}  # fmt: skip
TYPED_CONTROL = {"ncd_dx": ["htn"], "dx_known": "known", "sbp": "122", "dbp": "80", "tobacco": "never", "ncd_exit": "active",
                 "adher7": "7", "complic": ["none"], "days_supplied": "30", "disposition": "home"}  # fmt: skip


@dataclass(slots=True)
class Team:
    """The computer of the team, its places by name, and a browser of each colleague."""

    post: TestPost
    places: dict[str, Post] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)

    def at(self, place: str, trade: str = "doctor") -> Actor:
        """A colleague who said that they are at a place."""
        return replace(self.post.actor(trade), post=self.places[place])

    def registered(self, place: str, alias: str, **more: object) -> Person:
        typed = {**REGISTERED, "age_value": 41, "alias": alias, "family_name": "Xol", **more}
        answers = {name: value for name, value in typed.items() if name not in ("reason", "colour")}
        actor = self.at(place)
        person = find_person(actor.node.cursor, record_person(actor, answers)[0])
        assert person is not None
        return person

    def read(self, trade: str, address: str) -> str:
        answer = self.browsers[trade].get(address)
        assert answer.status_code == 200, (trade, address, answer.status_code)
        return squeeze(answer.content.decode())

    def say_where(self, place: str, *trades: str) -> None:
        for trade in trades:
            said = self.browsers[trade].post("/where", {"place": str(self.places[place].number), "next": "/"})
            assert said.status_code == 303
            assert f">{place}</a>" in self.follow(trade, said)

    def sign(self, trade: str, address: str, **typed: object) -> str:
        """Sign a page with everything that it posts by itself; what it proposes stays as it stands. The next page."""
        client = self.browsers[trade]
        shown, sent = client.get(address), dict(typed)
        for _ in range(3):
            fields = next(one.fields for one in list_page_forms(shown.content.decode()) if "planning" in one.fields)
            shown = client.post(address, {**fields, **sent})
            if shown.status_code == 303:
                return self.follow(trade, shown)
        raise AssertionError(re.findall(r'<li><a href="#[^"]*">(.*?)</a>', squeeze(shown.content.decode())))

    def post_to(self, trade: str, address: str, **typed: object) -> str:
        return self.follow(trade, self.browsers[trade].post(address, typed))

    def follow(self, trade: str, answer: HttpResponse) -> str:
        assert answer.status_code == 303, squeeze(answer.content.decode())
        return self.read(trade, answer["Location"])

    def known(self, name: str) -> Person:
        return find_people(self.post.actor().node.cursor, name)[0].person

    def moment(self) -> dict[str, str]:
        now = self.at(BRIDGE).now.astimezone(self.at(BRIDGE).zone)
        return {"stop_at": f"{now:%d/%m/%Y}", "stop_at__time": f"{now:%H:%M}"}

    def day_sheet(self, trade: str = "nurse") -> str:
        page = self.read(trade, "/prints/day")
        return words(page[page.index("<article") : page.index("</article>")])


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def of(person: Person, more: str = "") -> str:
    return f"/people/{person.id.hex()}/{more}"


@pytest.fixture
def team(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Team:
    """Given the team's computer, whose leader adds two places of its round from the field."""
    post = make_post(monkeypatch, "reynosa_clinica", trades=(*ROLES, "team_leader"))
    found = Team(post, browsers={trade: post.client(trade) for trade in ("team_leader", "nurse", "doctor", "promoter")})
    for name in (BRIDGE, RIVER):
        leader = found.browsers["team_leader"]
        shown = next(one for one in list_page_forms(leader.get("/places/new").content.decode()) if "name" in one.fields)
        added = {**shown.fields, "name": name, "kind": "mobile_stop", "services": ["primary_care"]}
        assert leader.post("/places/new", added).status_code == 303
    posts = list_posts(post.actor().node.cursor)
    found.places = {name: next(one for one in posts if one.name == name) for name in (BRIDGE, RIVER)}
    return found


def a_month_ago(team: Team) -> dict[str, Person]:
    """A round of 38 days ago: two chronic controls, and two who should come back, one of whom goes south."""
    people = {
        "Nadia": team.registered(BRIDGE, "Nadia", sex="f", pop_group="host"),
        "Tomás": team.registered(RIVER, "Tomás", pop_group="host"),
        "Callado": team.registered(BRIDGE, "Callado"),
        "Sureño": team.registered(BRIDGE, "Sureño"),
    }
    for name, place, sbp, days in (("Nadia", BRIDGE, 168, 30), ("Tomás", RIVER, 124, 40)):
        actor = team.at(place)
        day = actor.today + timedelta(days=days)
        record_encounter(
            actor, people[name], {"ncd": {**CONTROL, "enrol_date": actor.today, "sbp": sbp, "days_supplied": days}},
            plan=lambda _filled, day=day: [VisitChoice(day, day, day, "ncd")], accepts=lambda _warning: True,
        )  # fmt: skip
    for name, told in (("Callado", {}), ("Sureño", {"direction": "south"})):
        actor = team.at(BRIDGE)
        day = actor.today + timedelta(days=1)
        visit = {"disposition": "home", "fitness": ("walk_on",), **told}
        record_encounter(
            actor, people[name], {"visit": visit, "opd": FOOT},
            plan=lambda _filled, day=day: [VisitChoice(day, day, day, "opd")],
        )  # fmt: skip
    team.post.later(days=38)
    return people


def test_a_day_at_two_places(team: Team) -> None:
    people = a_month_ago(team)
    team.browsers = {trade: team.post.client(trade) for trade in ("nurse", "doctor", "promoter")}

    # Given nobody has said yet where they are: the places of this computer, the last ones first
    asked = team.browsers["nurse"].get("/")
    assert (asked.status_code, asked["Location"]) == (302, "/where?next=%2F")
    chips = re.findall(r'<span class="name">(.*?)</span>', team.read("nurse", asked["Location"]))
    assert chips[:2] == [RIVER, BRIDGE]
    assert len(chips) == 3, "and the clinic, which is the home of the computer"

    # When the team opens its stop at the bridge and registers two people
    team.say_where(BRIDGE, "nurse", "doctor", "promoter")
    opened = team.post_to("nurse", "/stops/open", **team.moment(), team=["doctor", "nurse"], box_ors="20")
    assert "Parada abierta" in opened
    team.post.later(minutes=10)
    for alias in ("Wilmer", "Keyla"):
        team.post_to("nurse", "/people/new", **REGISTERED, alias=alias, family_name="Tzoc")
    wilmer = team.known("Wilmer Tzoc")
    team.post_to("nurse", of(wilmer, "triage"), **WELL)

    # Then the board of the bridge has them, and its lists have who is due there and no one of the other place
    board = team.read("doctor", "/")
    assert "Wilmer Tzoc" in board
    assert "Keyla Tzoc" in board
    agenda = team.read("doctor", "/agenda/?for=all")
    assert all(name in agenda for name in ("Nadia", "Callado", "Sureño"))
    assert "Tomás" not in agenda
    # And of the two who did not come only who goes no further counts as lost
    rows = {
        name: next(row for row in re.findall(r"<li.*?</li>", agenda) if name in row) for name in ("Callado", "Sureño")
    }
    assert ['class="lost"' in rows[name] for name in ("Callado", "Sureño")] == [True, False]

    # When the doctor sees Wilmer, who must not walk on, and the stop is closed with one left unseen
    team.post_to("doctor", of(wilmer, "arrival/called"))
    team.sign(
        "doctor", of(wilmer, "consultation"), **SEEN, disposition="home", fitness=["rest", "no_train"], rest_days="3"
    )
    team.post.later(hours=2)
    team.say_where(RIVER, "nurse")
    assert f"La parada de {BRIDGE} sigue abierta" in team.read("nurse", "/stops/")
    team.say_where(BRIDGE, "nurse")
    closed = team.post_to(
        "nurse", "/stops/close", **team.moment(), incidents=["none"], all_back="y", box_ors="8"
    )  # fmt: skip
    assert "1 personas atendidas" in words(closed) or "1 atendid" in words(closed)

    # Then the day goes on at the river: its board is empty, its agenda and cohort are its own
    assert re.findall(r'<span class="name">(.*?)</span>', team.read("nurse", "/where"))[:2] == [BRIDGE, RIVER]
    team.say_where(RIVER, "nurse", "doctor")
    for address in ("/", "/agenda/?for=all", "/shift/"):
        page = team.read("nurse", address)
        assert [name for name in ("Keyla", "Wilmer", "Callado", "Sureño") if name in page] == [], address
    assert "sigue abierta" not in team.read("nurse", "/stops/")
    team.post_to("nurse", "/stops/open", **team.moment(), team=["doctor", "nurse"])
    team.post.later(minutes=10)
    cohort = team.browsers["doctor"].get("/cohort/").context["page"]
    listed = {section.code: [row.name for row in section.rows] for section in cohort.sections}
    assert listed["due"] == ["Tomás Xol"]
    assert listed["controlled"] == ["Tomás Xol"]
    assert listed["without_contact"] == ["Tomás Xol"]
    assert listed["overdue"] == []

    # When Nadia, followed at the bridge and not seen for 38 days, comes here, is found and controlled
    found = team.post_to("nurse", "/search/", q="nadia xol")
    assert of(people["Nadia"]) in found
    team.post_to("nurse", of(people["Nadia"], "arrive"), reason="chronic", colour="green")
    team.post_to("doctor", of(people["Nadia"], "arrival/called"))
    enrolled = (team.at(RIVER).today - timedelta(days=38)).strftime("%d/%m/%Y")
    team.sign("doctor", of(people["Nadia"], "contact/ncd"), **TYPED_CONTROL, enrol_date=enrolled)

    # Then her cohort is that of her last control, and the bridge waits for her no longer
    listed = {
        one.code: [row.name for row in one.rows]
        for one in team.browsers["doctor"].get("/cohort/").context["page"].sections
    }
    assert sorted(listed["controlled"]) == ["Nadia Xol", "Tomás Xol"]
    assert listed["without_contact"] == ["Tomás Xol"]
    team.say_where(BRIDGE, "doctor")
    page = team.browsers["doctor"].get("/cohort/").context["page"]
    assert page.people == 0
    assert "Nadia" not in team.read("doctor", "/agenda/?for=all")

    # And whoever opens Wilmer's forms at the river reads that he must rest, and where he was seen
    assert "Reposo hasta el" in team.read("nurse", of(wilmer, "triage")).split("</header>")[0]
    assert BRIDGE in team.read("nurse", of(wilmer))

    # When the stop of the river is closed, each place has its own day sheet
    team.post.later(hours=1)
    team.post_to("nurse", "/stops/close", **team.moment(), incidents=["none"], all_back="y")
    assert "Llegaron 1" in team.day_sheet()
    team.say_where(BRIDGE, "nurse")
    sheet = team.day_sheet()
    assert "Llegaron 2" in sheet
    assert "Atendidas 1" in sheet or "Atendidos 1" in sheet, sheet

    # And what is corrected from the river counts at the bridge, and a withdrawn visit counts nowhere
    cursor = team.post.actor().node.cursor
    visit = next(one for one in list_timeline(cursor, wilmer.id, team.at(RIVER).node.keyring) if "opd" in one.forms)
    stops = re.findall(r'href="(/stops/[0-9a-f]+/report)"', team.read("nurse", "/stops/"))
    report = stops[-1]
    assert "Paracetamol 1" in words(team.read("nurse", report))
    team.post.later(minutes=5)
    record_encounter(
        team.at(RIVER), wilmer, {"opd": {**visit.forms["opd"], "rx": ()}, "visit": visit.forms["visit"]}, corrects=visit.entry,
        occurred_at=visit.forms["visit"]["visit_dt"],
    )  # fmt: skip
    assert "Paracetamol" not in words(team.read("nurse", report))
    now = next(one for one in list_timeline(cursor, wilmer.id, team.at(RIVER).node.keyring) if "opd" in one.forms)
    assert now.post == team.places[BRIDGE].number
    counted = count_facts(cursor, "opd", "dx_main")
    assert {post for _month, post, _code in counted} == {team.places[BRIDGE].number}
    assert sum(counted.values()) == 3, "two of a month ago, and Wilmer once"
    mark_entered_in_error(team.at(RIVER), wilmer, now.first, "otra persona")
    assert "Atendidas 0" in team.day_sheet() or "Atendidos 0" in team.day_sheet()

    # And coordination counts by place, without a name
    team.post.house.clock.advance(minutes=2)
    centre = team.post.house.node("coordination")
    exchange(centre, MemoryTransport(team.post.actor().node))
    told = count_facts(centre.cursor, "stop", "seen")
    assert {post: (code, n) for (_month, post, code), n in told.items()} == {
        team.places[BRIDGE].number: (1, 1),
        team.places[RIVER].number: (1, 1),
    }
