"""The kind `place_service_cancelled`, explained and proved."""

from posta.acts.mission import places
from posta.catalog import kinds
from posta.ids import EntryId
from posta.mission.places.service_calendar import ServicePeriod
from posta.mission.posts import find_post_by_code
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import newest
from tests.spec.manual import Case, Page


def cancelling(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A period was written for the wrong place"""
    actor = house.administrator()
    post = find_post_by_code(actor.node.cursor, "tenosique_la72")
    assert post is not None
    places.record_service(actor, post, ServicePeriod(b"", "wash", 17_860))
    post = find_post_by_code(actor.node.cursor, "tenosique_la72")
    assert post is not None
    period = next(one for one in post.calendar.periods if one.service == "wash")
    places.record_service_cancellation(actor, post, period.id, "era de otro lugar")
    return actor.node, newest(actor.node)


PAGE = Page(
    kinds.PLACE_SERVICE_CANCELLED,
    "Service cancelled",
    """
    A period of a service was written by mistake and never was. One that was and is over ends with its last day
    instead, so that the past stays true.
    """,
    never=("to end a service: write its last day",),
    cases=(
        Case(
            cancelling,
            """
            compartment | about | author | holds
            admin       | -     | named  | period, number, reason
            """,
        ),
    ),
)
