"""The last visible value of every fact is what a fold by hand says; applying equals replaying, at every post."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posta.acts.actor import draft_entry
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import FactsPayload
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, list_forms
from posta.catalog.structural_acts import Reinstatement, Withdrawal
from posta.figures.facts.columns import STORED_AS, list_tables
from posta.ids import EntryId
from posta.ledger.row_types import Cursor
from posta.scribe.replay import dump_projections, replay, state_hash
from posta.scribe.write import write
from posta.sync.exchange import exchange
from posta.sync.transports.memory import MemoryTransport
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.naive_chart import compare, read_log
from tests.naive_facts import projected

pytestmark = pytest.mark.unreplayed
POSTS = ("tenosique_la72", "coatzacoalcos_casa")
CANARY = "CANARIO-SELLADO"
SECRET = st.just(CANARY)
WORDS = st.sampled_from(("awd", "ari_lower", "n", "T14.1", "otra cosa", ""))
STORED = {"TEXT": "text", "INTEGER": "integer", "REAL": "real"}


def value_of(field: Field, *, coarse: bool) -> st.SearchStrategy:
    """What the wire may carry as an answer to a question; of a coarse copy also what is none."""
    if field.fields:
        return st.lists(answers_to(field.fields), max_size=3)
    if coarse:
        return st.one_of(st.integers(0, 20_000), WORDS, st.booleans(), st.lists(WORDS, max_size=2))
    if field.is_many:
        return st.lists(WORDS, max_size=4)
    return {
        "int": st.integers(0, 9), "decimal": st.floats(0, 1, width=32) | st.just(1), "bool": st.booleans(),
        "date": st.integers(17_000, 18_000), "datetime": st.integers(1_500_000_000_000, 1_600_000_000_000),
    }.get(field.kind, WORDS)  # fmt: skip


def answers_to(fields: tuple[Field, ...]) -> st.SearchStrategy:
    """Some answers by number; sealed ones are a secret that an altered program wrote where it must not."""
    known = {f.number: st.none() | _asked(f) for f in fields}
    return st.fixed_dictionaries({}, optional={**known, 99: SECRET})


def _asked(field: Field) -> st.SearchStrategy:
    if field.fields:
        return value_of(field, coarse=False)
    if field.compartment is Compartment.FACTS:
        return value_of(field, coarse=False)
    gives = field.facts is not None and field.facts.linked is not False
    return value_of(field, coarse=True) if gives else SECRET


def body_of(forms: tuple[Form, ...]) -> st.SearchStrategy:
    return st.fixed_dictionaries({form.number: answers_to(form.fields) for form in forms})


BODIES = st.lists(st.sampled_from(list_forms()), min_size=1, max_size=3, unique=True).flatmap(
    lambda forms: body_of(tuple(forms))
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from((kinds.ENCOUNTER,) * 4 + (kinds.CORRECTION, kinds.WITHDRAWAL, kinds.REINSTATEMENT)),
        st.sampled_from(POSTS),
        st.integers(0, 40),
        st.integers(17_800, 17_900),
        st.none() | st.sampled_from((b"a" * 12, b"b" * 12)),
        BODIES,
    ),
    min_size=1,
    max_size=12,
)


def record(house: InMemoryMission, written: list[EntryId], act: tuple) -> None:
    """Write one act at one of the posts, about an earlier one where it says so."""
    kind, post, about, day, person, body = act
    refers = written[about % len(written)] if written and kind != kinds.ENCOUNTER else None
    if kind != kinds.ENCOUNTER and refers is None:
        return
    acts = {kinds.WITHDRAWAL: Withdrawal(reason=""), kinds.REINSTATEMENT: Reinstatement()}
    place = house.actor(post).post.number
    part = FactsPayload(kind, 1, place, day, person, "f", "y18_19", "HN", "migrant", refers, acts.get(kind, body))
    written.extend(write(house.node(post), [draft_entry([(Compartment.FACTS, part)], "", held=False)]))


def texts_in(cursor: Cursor) -> str:
    """All that the figures' tables hold, in one text."""
    names = cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'figures_%'").fetchall()
    return repr([cursor.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names])


@pytest.fixture(scope="module")
def houses() -> list[InMemoryMission]:
    return [make_mission(list(POSTS), trades=("doctor",))]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_the_last_visible_value_of_every_fact_is_what_a_naive_fold_says(
    houses: list[InMemoryMission], acts: list[tuple]
) -> None:
    (house,) = houses
    written: list[EntryId] = []
    for act in acts:
        record(house, written, act)
        exchange_all(house)
    for post in POSTS:
        node = house.node(post)
        assert compare(node) == []
        assert CANARY not in texts_in(node.cursor)
        check_types(node.cursor)
        before = list(dump_projections(node))
        replay(node)
        assert list(dump_projections(node)) == before
    assert state_hash(house.node(POSTS[0])) == state_hash(house.node(POSTS[1]))


def exchange_all(house: InMemoryMission) -> None:
    house.clock.advance(minutes=2)
    exchange(house.node(POSTS[0]), MemoryTransport(house.node(POSTS[1])))


def check_types(cursor: Cursor) -> None:
    """Every value that is stored is of the type that its column declares."""
    for table in list_tables():
        for column in table.columns:
            found = cursor.execute(f'SELECT DISTINCT typeof("{column.name}") FROM {table.name}').fetchall()
            assert {row[0] for row in found} <= {STORED[STORED_AS[column.type]], "null"}, (table.name, column.name)


def test_the_naive_fold_is_not_empty(houses: list[InMemoryMission]) -> None:
    node = houses[0].node(POSTS[0])
    assert len(read_log(node)) > 100
    assert sum(projected(node.cursor).values()) > 100
