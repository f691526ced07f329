"""The kind `contact`, explained and proved."""

from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import CLOSED_SESSION, FEET, registered
from tests.spec.manual import Case, Page


def consulting(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A consultation with vital signs"""
    actor = house.actor("tenosique_la72")
    wilmer = registered(actor)
    written = record_encounter(actor, wilmer, {"vitals": {"temp_c": 37.2, "hr": 88}, "opd": FEET})
    return actor.node, written.entry


def listening(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A session with a psychologist"""
    actor = house.actor("tenosique_la72", "psychologist")
    wilmer = registered(actor)
    written = record_encounter(actor, wilmer, {"mh_fu": CLOSED_SESSION})
    return actor.node, written.entry


def talking(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A talk to a group, about no person"""
    actor = house.actor("tenosique_la72", "promoter")
    heads = {"n_f_lt18": 2, "n_f_ge18": 9, "n_m_lt18": 0, "n_m_ge18": 12, "n_other": 0}
    talk = {"g_date": actor.today, "g_type": "hp", "topics": ("foot", "water"), **heads}
    return actor.node, record_encounter(actor, None, {"group": talk}).entry


PAGE = Page(
    kinds.ENCOUNTER,
    "Contact",
    """
        Care is given: one visit, with all the forms filled in it. The forms say field by field which compartment a
    value belongs
    to, and the entry gets one sealed part for each compartment that has something to hold.

        A visit whose content is sealed leaves in `care` only that the person was here, without author, programme or
    form: to
        everybody without the key it is a row that says "reserved" and nothing else. Counting gets nothing that could
    be joined to it;
    what may be counted of it waits and leaves later in a [tally](tally.md).
    """,
    never=(
        "to change an earlier contact: that is a correction",
        "to register somebody: that is a person",
        "to note that somebody waits: that is an arrival",
    ),
    cases=(
        Case(
            consulting,
            """
            compartment | about     | author | holds
            facts       | pseudonym | -      | visit: visit_dt, post, location_type, visit_type, programme,
                        |           |        | staff_role, disposition; opd: dx_main, dx_status
            care        | person    | named  | visit: visit_dt; vitals: temp_c, hr; opd: complaint, history
            protected   | person    | named  | opd: violence_link
            """,
        ),
        Case(
            listening,
            """
            compartment   | about  | author | holds
            care          | person | -      | -
            mental_health | person | named  | visit: visit_dt, post, location_type, visit_type, programme,
                          |        |        | staff_role, disposition; mh_fu: session_no, mh_mode, attended, suic,
                          |        |        | cgi_s, cgi_i, note
            """,
        ),
        Case(
            talking,
            """
            compartment | about | author | holds
            facts       | -     | -      | group: g_date, g_type, topics, n_f_lt18, n_f_ge18, n_m_lt18, n_m_ge18,
                        |       |        | n_other
            """,
        ),
    ),
)
