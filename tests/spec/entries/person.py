"""The kind `person`, explained and proved."""

from posta.acts.care.registration import record_amendment, record_person
from posta.catalog import kinds
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from posta.scribe.context.node_context import NodeContext
from tests.in_memory_mission import InMemoryMission
from tests.spec.examples import WILMER, registered
from tests.spec.manual import Case, Page


def registering(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A person is registered with a telephone number of a relative"""
    actor = house.actor("tenosique_la72")
    _, entry = record_person(actor, {**WILMER, "phone": "+50499001122", "contact_ok": "y"})
    return actor.node, entry


def amending(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """What is known of a person is written anew, field by field"""
    actor = house.actor("tenosique_la72", "nurse")
    wilmer = registered(actor)
    return actor.node, record_amendment(actor, wilmer, {"family_name": "Mejía Fernández"})


def emptying(house: InMemoryMission) -> tuple[NodeContext, EntryId]:
    """A field is emptied, and an allergy that is somebody else's is removed"""
    actor = house.actor("tenosique_la72", "nurse")
    wilmer = registered(actor)
    record_amendment(actor, wilmer, {"allergies": ({"allergen": "penicillin"},)})
    shown = find_person(actor.node.cursor, wilmer.id)
    assert shown is not None
    return actor.node, record_amendment(actor, shown, {"country_origin": None, "family_name": None, "allergies": None})


PAGE = Page(
    kinds.PERSON,
    "Person",
    """
    A person begins to exist with a random id of 16 bytes and whatever they want to tell: a name or alias is enough.
        Everything after that is an assertion of the same kind that names the assertions its writer saw and replaces.
    Two posts
        that change the same field apart from one another do not see each other's assertion: both values stay live and
    are shown
    until somebody who sees both decides. Nothing is ever overwritten.

        A field that is left empty is written as such: nothing (nil) under its number, which gives way and competes like
    any value.
    Allergies are a set: an assertion holds the rows it adds, and names those it removes among the ones its writer saw.
    So a row that
    is added elsewhere at the same time stays, and one that was removed does not come back with the next page that is saved.

        Counting receives sex, country of origin, group and an age band under a pseudonym; it never receives a name, a
    birth date or
        the telephone number of a relative. That number is the most dangerous field of all: the post's own computer
    can seal it
    and cannot open it again.
    """,
    never=(
        "to say that two records are one person (an act of its own will do that; nothing is rewritten)",
        "to delete a person: forgetting drops the parts of all their entries and keeps the headers",
        "to keep what belongs to one visit: that is a contact",
    ),
    cases=(
        Case(
            registering,
            """
            compartment | about     | author | holds
            facts       | pseudonym | -      | person: reg_date, sex, age_value, country_origin, pop_group,
                        |           |        | consent_care, consent_record
            care        | person    | named  | person: alias, family_name, age_value, age_unit
            contacts    | person    | named  | person: phone, contact_ok
            """,
        ),
        Case(
            amending,
            """
            compartment | about     | author | holds
            facts       | pseudonym | -      | person: age_value
            care        | person    | named  | the assertions it replaces; person: family_name
            """,
        ),
        Case(
            emptying,
            """
            compartment | about     | author | holds
            facts       | pseudonym | -      | person: age_value, country_origin
            care        | person    | named  | the assertions it replaces, the rows it removes;
                        |           |        | person: family_name
            """,
        ),
    ),
)
