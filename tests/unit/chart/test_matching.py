"""A search box for people whose names were written down differently at every post."""

import pytest

from posta.chart.name_search import search_index
from posta.chart.name_search.name_matching import AGREEMENTS, Birth, Name, PersonNames, Query
from posta.chart.name_search.search_index import index_people, remove_people, search
from posta.ids import format_short_code
from tests.encrypted_search import open_search

MARIA = PersonNames(
    1, b"\x01" * 16, (Name("María Guadalupe", "Hernández López"),), Birth(1990, 5, 12), sex="f", country="HN"
)
JOSE = PersonNames(2, b"\x02" * 16, (Name("José Luis", "Vásquez Caal"),), Birth(1984, estimated=True), "m", "GT")
TWIN = PersonNames(3, b"\x03" * 16, (Name("Marta Elena", "Hernández López"),), Birth(1990, 5, 12), "f", "HN")
CUC = PersonNames(4, b"\x04" * 16, (Name("Xol", "Cuc"), Name("Marcos Xol", "Cuc Tzoc")), None, "m", "GT")
MARIO = PersonNames(5, b"\x05" * 16, (Name("Mario", "Martínez"),), None, "m", "SV")
CROWD = tuple(
    PersonNames(
        100 + n, bytes([9, n]) * 8, (Name(given, f"{one} {two}"),), Birth(1970 + n % 30, 1 + n % 12, 3), "m", "HN"
    )
    for n, (given, one, two) in enumerate(
        (given, one, two)
        for given in ("Carlos", "Pedro", "Óscar", "Wilmer", "Denis", "Elmer")
        for one in ("García", "Mejía", "Reyes", "Castro", "Pineda")
        for two in ("Zelaya", "Flores", "Aguilar", "Ramos")
    )
)


@pytest.fixture
def cursor(tmp_path):
    with open_search(tmp_path / "search.db") as connection:
        index_people(connection.cursor(), (MARIA, JOSE, TWIN, CUC, MARIO, *CROWD))
        connection.commit()
        yield connection.cursor()


def first(cursor, *told, **more):
    found = search(cursor, Query(*told, **more))
    return found[0] if found else None


@pytest.mark.parametrize(
    "text",
    [
        "María Guadalupe Hernández López",
        "maria hernandez",
        "HERNANDEZ LOPEZ MARIA",
        "López Hernández, Guadalupe",
        "Maria Ernandes Lopes",
        "lupe hernandez",
        "Lupita Hernándes",
        "mari hernandz",
        "guadalupe",
        "guada",
        "maria her",
    ],
)
def test_search_when_the_name_is_told_otherwise_then_the_person_is_first(cursor, text):
    assert first(cursor, text).person_rowid == MARIA.rowid


def test_search_while_typing_then_every_name_that_begins_so_is_offered(cursor):
    assert {match.person_rowid for match in search(cursor, Query("mar"))} >= {1, 3, 4, 5}


def test_search_when_only_a_rare_surname_is_known_then_it_is_found(cursor):
    assert first(cursor, "caal").person_rowid == JOSE.rowid
    assert first(cursor, "Basquez").person_rowid == JOSE.rowid


def test_search_when_a_person_has_several_names_then_each_finds_them(cursor):
    assert first(cursor, "xol cuc").person_rowid == CUC.rowid
    assert first(cursor, "marcos tzoc").person_rowid == CUC.rowid


def test_search_when_the_spoken_code_is_typed_then_exactly_that_person(cursor):
    assert [match.agreements for match in search(cursor, Query(format_short_code(JOSE.person_id).lower()))] == [
        ("code",)
    ]
    assert first(cursor, format_short_code(JOSE.person_id)).person_rowid == JOSE.rowid


def test_search_when_a_name_could_be_a_code_then_it_is_still_a_name(cursor):
    assert first(cursor, "hernande").person_rowid in (1, 3)


def test_match_tells_which_fields_agree(cursor):
    match = first(cursor, "Lupe Hernández Lopes", Birth(1990, 12, 5), "f", "HN")
    assert match.agreements == (
        "given_nickname", "surname", "surname_sound", "birth_date_turned", "sex", "country",
    )  # fmt: skip
    assert set(match.agreements) <= set(AGREEMENTS)


def test_strong_when_all_agrees_but_never_for_a_twin(cursor):
    told = Query("María Guadalupe Hernández López", Birth(1990, 5, 12), "f", "HN")
    matches = {match.person_rowid: match for match in search(cursor, told)}
    twin_only = search(cursor, Query("Rosa Hernández López", Birth(1990, 5, 12), "f", "HN"))
    assert matches[MARIA.rowid].score > matches[TWIN.rowid].score
    assert not any(match.strong for match in twin_only)


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (Birth(1990, 5, 12), Birth(1990, 12, 5)),
        (Birth(1990, 12, 5), Birth(1991, 5, 12)),
        (Birth(1991, 5, 12), Birth(1990, 5, 1)),
        (Birth(1990, 5, 1), Birth(1990)),
        (Birth(1990), Birth(1990, estimated=True)),
        (Birth(1990, estimated=True), Birth(1991, estimated=True)),
        (Birth(1992, estimated=True), None),
        (None, Birth(1960)),
    ],
)
def test_birth_ladder_each_rung_weighs_more_than_the_next(cursor, nearer, farther):
    assert first(cursor, "guadalupe hernandez", nearer).score > first(cursor, "guadalupe hernandez", farther).score


def test_hidden_rows_are_left_out_before_ranking(cursor):
    found = search(cursor, Query("hernandez lopez"), hidden={MARIA.rowid})
    assert MARIA.rowid not in {match.person_rowid for match in found}
    assert not search(cursor, Query(format_short_code(MARIA.person_id)), hidden={MARIA.rowid})


@pytest.mark.parametrize("text", ["", "  ", "¿?", "12", "zzzzzz qqqq", '"', "AND", "a OR b", "x*", "9"])
def test_search_of_anything_answers_quietly(cursor, text):
    assert isinstance(search(cursor, Query(text)), list)


def test_unindex_when_a_person_is_forgotten_then_no_word_is_left_in_the_file(cursor):
    """Contentless deletes of the newer kind leave the words in the index blocks; ours must not."""
    words = search_index.tokenise_names(search_index._record(JOSE)).encode().split()
    alone = [word for word in words if b"kal" in word or b"bsks" in word or b"baskes" in word]
    assert alone
    assert any(word in _blocks(cursor) for word in alone)
    assert remove_people(cursor, [JOSE.rowid]) == 1
    blocks = _blocks(cursor)
    assert not any(word in blocks for word in alone)
    assert b"baskes" not in blocks
    left = {token for (token,) in cursor.execute("SELECT token FROM search_token").fetchall()}
    assert not {"caal", "vasquez", "luis"} & left
    assert not search(cursor, Query("jose luis vasquez caal"))


def test_unindex_when_somebody_unknown_then_nothing_happens(cursor):
    assert remove_people(cursor, [999]) == 0


def test_index_when_put_in_again_then_only_the_new_names_find_the_person(cursor):
    index_people(cursor, [PersonNames(2, JOSE.person_id, (Name("Elías", "Tzul"),), None, "m", "GT")])
    assert first(cursor, "elias tzul").person_rowid == 2
    assert not search(cursor, Query("vasquez caal", typing=False))


def test_index_when_everybody_leaves_then_nothing_is_counted(cursor):
    rows = [row for (row,) in cursor.execute("SELECT person_rowid FROM search_person").fetchall()]
    assert remove_people(cursor, rows) == len(rows)
    assert cursor.execute("SELECT count(*) FROM search_token").fetchone() == (0,)


def test_empty_statements_clear_the_index_for_a_replay(cursor):
    for statement in search_index.EMPTY:
        cursor.execute(statement)
    assert not search(cursor, Query("maria hernandez"))
    index_people(cursor, [MARIA])
    assert first(cursor, "maria hernandez").person_rowid == 1


@pytest.mark.parametrize("parts", [(1700,), (1990, None, 3)])
def test_birth_when_impossible_then_refused(parts):
    with pytest.raises(ValueError, match="year"):
        Birth(*parts)


def _blocks(cursor) -> bytes:
    rows = cursor.execute("SELECT block FROM search_word_data").fetchall()
    return b"".join(block for (block,) in rows)


def test_index_when_one_person_is_put_in_again_with_others_then_the_others_are_found(cursor):
    """Two people of one name: after a correction to the first, the second could no longer be found by that name.

    SQLite drops later rows of a word when a delete and an insert of one row meet in one transaction.
    """
    index_people(cursor, [MARIO])
    index_people(cursor, [PersonNames(6, b"\x06" * 16, (Name("Mario", "Martínez"),), None, "m", "SV")])
    assert {match.person_rowid for match in search(cursor, Query("mario martinez"))} >= {5, 6}
