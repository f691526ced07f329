"""Somebody forgotten at a post, and the order of it at the coordination: what the relay's erase order is tested on."""

from dataclasses import dataclass
from datetime import date

from posta.acts.actor import Actor
from posta.acts.care.choices import record_request
from posta.acts.care.forgetting import record_forgetting
from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.acts.mission.founding import CERTIFICATE_SETTING
from posta.acts.mission.join_requests import accept_invitation
from posta.chart.record.person import Person
from posta.ids import EntryId
from posta.mission.posts import find_post_by_code
from posta.mission.staff import find_staff
from posta.node.settings import put_setting
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from posta.wire.membership import MEMBER, issue_administrator, issue_card
from tests.coordination_fixture import Coordination
from tests.spec.examples import registered

POST = "tenosique_la72"
LONG = date(2100, 1, 1)
"""A day after the real one: a relay in a process of its own goes by the real clock."""


@dataclass(slots=True)
class Team:
    """A post of a founded mission, in memory, and its team leader."""

    centre: Coordination
    node: NodeContext

    @property
    def leader(self) -> Actor:
        return self.actor("team_leader")

    def actor(self, role: str) -> Actor:
        staff = find_staff(self.node.cursor, self.centre.people[role][0])
        place = find_post_by_code(self.node.cursor, POST)
        assert staff is not None
        assert place is not None
        return Actor(self.node, staff, place)

    def meet(self) -> None:
        """Exchange with the coordination, after what was written may travel."""
        self.centre.later(minutes=2)
        exchange(self.node, MemoryTransport(self.centre.node))

    def somebody(self) -> Person:
        """Somebody registered, who waited and left."""
        person = registered(self.leader, alias="Zurquil", family_name="Tepoño Vaxchí")
        arrival = record_arrival(self.leader, person, reason="feet")
        self.centre.later(minutes=1)
        record_arrival_status(self.leader, person, arrival, "left")
        return person

    def forget(self, person: Person) -> EntryId:
        """Forget somebody who asked for it."""
        request = record_request(self.leader, person, "forgetting", "")
        self.centre.later(minutes=1)
        return record_forgetting(self.leader, person, request, self.centre.people["team_leader"][1].sign)


def make_team(centre: Coordination) -> Team:
    """Return a post that has joined a mission just founded."""
    centre.appoint("team_leader")
    computer, client = centre.computer(), centre.client()
    asked = {"request": centre.request_of(computer).hex(), "post": POST, "same": "yes"}
    assert client.post("/admin/devices/enrol", asked).status_code == 303
    invitation = client.get(f"/admin/devices/{computer.device.feed.hex()}/invitation").content
    team = Team(centre, accept_invitation(computer, invitation)[0])
    team.meet()
    return team


def forgotten(centre: Coordination) -> EntryId:
    """Forget somebody at a post; the order has come to the coordination."""
    team = make_team(centre)
    person = team.somebody()
    order = team.forget(person)
    team.meet()
    return order


def certify(centre: Coordination) -> None:
    """Let the mission's root certify the administrator for long."""
    put_setting(CERTIFICATE_SETTING, _certificate(centre).hex())


def long_card(centre: Coordination, node: NodeContext) -> bytes:
    """Return a card that holds by the real clock, whatever the administrator's own certificate does."""
    person = centre.people["administrator"][1]
    return issue_card(
        person.sign, administrator=_certificate(centre), device=node.device.verify_key, valid_until=LONG, may=MEMBER
    )


def _certificate(centre: Coordination) -> bytes:
    key = centre.people["administrator"][1].verify_key
    return issue_administrator(centre.root.sign, root_key=centre.root.verify_key, administrator=key, valid_until=LONG)
