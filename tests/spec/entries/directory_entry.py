"""The kind `directory_entry`, explained and proved."""

from posta.acts.operations.directory_entry import record_directory_entry
from posta.catalog import kinds
from posta.catalog.operation_acts import DirectoryEntry
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, appoint
from tests.spec.manual import Case, Page


def verifying(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A team leader asked at the hospital what it offers"""
    appoint(house, "team_leader")
    exchange(house.node("tenosique_la72"), MemoryTransport(house.node("coordination")))
    leader = house.actor("tenosique_la72", "team_leader")
    hospital = DirectoryEntry(
        code="p-0123456789",
        name="Hospital comunitario",
        kind="hosp",
        hours="24 h",
        languages=("es",),
        cost="free",
        verified=17_860,
    )
    return leader.node, record_directory_entry(leader, hospital)


PAGE = Page(
    kinds.DIRECTORY_ENTRY,
    "Directory entry",
    """
    What is known of a partner to whom people are referred: a hospital, a shelter, a lawyer, an employer. The newest entry of
    a code takes the place of earlier ones, whole. The directory travels with the mission and every computer reads it.
    Administrators and team leaders write it; every computer judges that by the role that the author had then.
    """,
    never=(
        "for a post of the mission: posts are known and need no entry",
        "for a person who is cared for, or for what one of them told",
    ),
    cases=(
        Case(
            verifying,
            """
            compartment | about | author | holds
            admin       | -     | named  | code, name, kind, hours, languages, cost, verified
            """,
        ),
    ),
)
