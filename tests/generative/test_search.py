"""Whatever is put in and taken out, the index equals one built at once; people are found again through noise."""

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from posta.chart.name_search.name_matching import Birth, Name, PersonNames, Query
from posta.chart.name_search.search_index import index_people, remove_people, search
from posta.simulation.name_noise import RecordedName, first_recording, later_recording
from posta.simulation.population import list_people
from tests.encrypted_search import open_search

WORDS = ("María", "José", "Xó", "de la Cruz", "Hernández", "Vásquez", "Basquez", "Cuc", "", "Ana", "O'Hara", "Ñamendy")
NAMES = st.builds(
    lambda given, surnames: Name(" ".join(given), " ".join(surnames)),
    st.lists(st.sampled_from(WORDS), max_size=3),
    st.lists(st.sampled_from(WORDS), max_size=2),
)
BIRTHS = st.none() | st.builds(
    lambda year, parts, estimated: Birth(year, *parts, estimated=estimated),
    st.integers(1930, 2018),
    st.sampled_from(((None, None), (4, None), (12, 28))),
    st.booleans(),
)
PEOPLE = st.builds(
    lambda rowid, names, birth, sex, country: PersonNames(
        rowid, rowid.to_bytes(16, "big"), tuple(names), birth, sex, country
    ),
    st.integers(1, 12),
    st.lists(NAMES, max_size=3),
    BIRTHS,
    st.sampled_from("fmxu"),
    st.sampled_from((None, "HN", "GT")),
)
STEPS = st.lists(st.one_of(st.lists(PEOPLE, max_size=4), st.integers(1, 12)), max_size=10)


def _state(connection) -> list[list[tuple[object, ...]]]:
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'search_word', 'row')")
    queries = (
        "SELECT * FROM search_person ORDER BY 1",
        "SELECT * FROM search_token ORDER BY 1",
        "SELECT term, doc FROM temp.terms ORDER BY 1",
    )
    return [connection.execute(query).fetchall() for query in queries]


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_index_after_any_changes_then_equals_one_built_at_once(steps):
    present: dict[int, PersonNames] = {}
    with open_search() as stepwise, open_search() as at_once:
        for step in steps:
            if isinstance(step, int):
                remove_people(stepwise.cursor(), [step])
                present.pop(step, None)
            else:
                index_people(stepwise.cursor(), step)
                present |= {person.rowid: person for person in step}
        index_people(at_once.cursor(), present.values())
        assert _state(stepwise) == _state(at_once)


@given(st.text(max_size=30), BIRTHS, st.sampled_from(("f", "m", "u", None)), st.booleans())
@settings(max_examples=150, deadline=None)
def test_search_of_any_text_then_answers_in_order(text, birth, sex, typing):
    with open_search() as connection:
        people = [PersonNames(1, b"1" * 16, (Name(text, "López"),)), PersonNames(2, b"2" * 16, (Name("Ana", "Paz"),))]
        index_people(connection.cursor(), people)
        found = search(connection.cursor(), Query(text, birth, sex, None, typing))
        assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
        assert len({match.person_rowid for match in found}) == len(found)


def test_search_of_four_thousand_through_harsh_noise_then_nearly_all_are_among_the_first_five():
    random, people = Random(5), list(list_people(4_400, 60, 5, date(2018, 9, 1)))
    known, new = people[:4_000], people[4_000:]
    with open_search() as connection:
        cursor = connection.cursor()
        index_people(cursor, (_held(row, first_recording(person, random)) for row, person in enumerate(known, 1)))
        found = shown = 0
        for row in random.sample(range(1, 4_001), 400):
            ranked = search(cursor, _told(later_recording(known[row - 1], random)), limit=5)
            found += row in {match.person_rowid for match in ranked}
        for person in new:
            best = search(cursor, _told(later_recording(person, random)), limit=1)
            shown += bool(best and best[0].strong)
    assert found >= 392
    assert shown <= 4


def _birth(heard: RecordedName) -> Birth | None:
    if heard.birth:
        return Birth(heard.birth.year, heard.birth.month, heard.birth.day)
    return Birth(heard.year, estimated=True) if heard.year else None


def _held(row: int, heard: RecordedName) -> PersonNames:
    names = (Name(heard.given, heard.surnames),)
    return PersonNames(row, row.to_bytes(16, "little"), names, _birth(heard), heard.sex, heard.country)


def _told(heard: RecordedName) -> Query:
    return Query(heard.text, _birth(heard), heard.sex, heard.country, typing=False)
