"""The kind `choice`, explained and proved."""

from posta.acts.care.choices import Asked, record_choice, record_request
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import registered
from tests.spec.manual import Case, Page


def refusing(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """Wilmer agrees to care, and does not want other posts to read his record"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    return actor.node, record_choice(actor, wilmer, {"care": "y", "share": "n"}, Asked("1", "es"))


def asking(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """He asks a psychologist for a correction"""
    actor = house.actor("tenosique_la72", "psychologist")
    wilmer = registered(actor)
    return actor.node, record_request(actor, wilmer, "correction", "La fecha de nacimiento está mal.")


PAGE = Page(
    kinds.CHOICE,
    "Choice",
    """
    What a person decided or asked for: pairs of a matter and its state. Consents (`care`, `share`, `pass`) are given,
    refused, withdrawn or not asked yet; wishes (`link`, `anonymous`) are kept or not; `correction` and `forgetting` are
    requests, and `refers` of an answer names the request; `restricted`, `opened` and `access` say what was done with the
    record. An entry names the version of the notice, the language it was read in, who answered, and the earlier choices
    that it takes the place of. Of two that were written apart both stand, and the more careful one counts.
    """,
    never=(
        "to hold what somebody is cared for",
        "to hold consent to one referral or one procedure: that stands in its form",
    ),
    cases=(
        Case(
            refusing,
            """
            compartment | about  | author | holds
            care        | person | named  | answers, text, language, said_by
            """,
        ),
        Case(
            asking,
            """
            compartment | about  | author | holds
            care        | person | -      | answers, said_by, note
            """,
        ),
    ),
)
