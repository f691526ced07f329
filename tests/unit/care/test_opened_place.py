"""A page opened at one place and signed at the next is asked about once; where it counts is never an accident."""

import re
from html import unescape

import pytest

from posta.acts.mission import places
from posta.acts.mission.places import PlaceFacts
from posta.chart.history.timeline import list_timeline
from posta.mission.posts import Post, find_post
from tests.in_memory_mission import ROLES
from tests.page_forms import list_page_forms
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)
COUGH = {"complaint": "Tos", "violence_link": "n", "disposition": "home", "dx_main": "ari_upper"}
WELL = {"red_signs": "none", "yellow_signs": "none", "temp_c": "36.8", "hr": "80", "rr": "16", "bp": "118/74",
        "spo2": "98", "avpu": "a", "seen_colour": "green"}  # fmt: skip
PRESSED = {"contact/referral": {}, "consultation": COUGH, "triage": WELL}


@pytest.fixture
def team(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    return make_post(monkeypatch, "coatzacoalcos_vias", trades=(*ROLES, "team_leader"))


@pytest.fixture
def bridge(team: TestPost) -> Post:
    """Another place of the same computer."""
    leader = team.actor("team_leader")
    facts = PlaceFacts("Puente Viejo", "mobile_stop", "30039", "America/Mexico_City")
    found = find_post(leader.node.cursor, places.record_place(leader, facts, services=["primary_care"]))
    assert found is not None
    return found


def be_at(client, number: int) -> None:
    assert client.post("/where", {"place": str(number)}).status_code == 303


@pytest.mark.parametrize("page", ["consultation", "triage"])
def test_it_is_asked_once_and_then_counts_here(team: TestPost, bridge: Post, page: str) -> None:
    person, client = team.person(), team.client("doctor" if page == "consultation" else "nurse")
    address = f"/people/{person.id.hex()}/{page}"
    be_at(client, bridge.number)
    fields = next(
        one.fields for one in list_page_forms(client.get(address).content.decode()) if "opened_place" in one.fields
    )
    be_at(client, team.actor().post.number)
    typed = {**fields, **PRESSED[page]}
    asked = client.post(address, typed)
    assert asked.status_code == 422
    shown = unescape(asked.content.decode())
    assert "Esta página se abrió en Puente Viejo. Si firma ahora, cuenta en Vías del tren; para" in shown
    accepted = [unescape(one) for one in re.findall(r'name="accepted" value="([^"]*)"', asked.content.decode())]
    assert client.post(address, {**typed, "accepted": accepted}).status_code == 303
    actor = team.actor()
    [item] = [one for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring) if one.forms.get("visit")]
    assert item.post == actor.post.number


def test_a_draft_remembers_where_it_was_begun(team: TestPost, bridge: Post) -> None:
    person, client = team.person(), team.client()
    address = f"/people/{person.id.hex()}/consultation"
    be_at(client, bridge.number)
    fields = next(
        one.fields for one in list_page_forms(client.get(address).content.decode()) if "opened_place" in one.fields
    )
    client.post(address, {**fields, "complaint": "Tos desde ayer", "draft": "1"})
    be_at(client, team.actor().post.number)
    again = next(
        one.fields for one in list_page_forms(client.get(address).content.decode()) if "opened_place" in one.fields
    )
    assert again["complaint"] == ["Tos desde ayer"]
    assert again["opened_place"] == [str(bridge.number)]


def test_nobody_is_asked_who_stays_nor_about_a_place_that_is_not_this_computers(team: TestPost, bridge: Post) -> None:
    client = team.client()
    be_at(client, bridge.number)
    address = f"/people/{team.person().id.hex()}/consultation"
    for stray in (str(bridge.number), "999", "x", ""):
        typed = {**COUGH, "opened_place": stray}
        assert (
            client.post(f"/people/{team.person(alias='Uno' + stray).id.hex()}/consultation", typed).status_code == 303
        )
    assert client.get(address).status_code == 200
