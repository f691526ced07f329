"""Every fact that the forms declare is a typed row, by month and post; sealed answers are none, and nothing is lost."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest

from posta.acts.actor import draft_entry
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import FactsPayload
from posta.catalog.errors import UnknownForm
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, get_form, list_forms
from posta.catalog.structural_acts import Reinstatement, UnlinkedCounts, Withdrawal
from posta.figures import facts
from posta.figures.facts import count_facts, list_facts, list_unlinked
from posta.figures.facts.columns import Table, find_table, list_tables, question_of, tables_of
from posta.figures.facts.fact_tables import are_as_declared, make_tables
from posta.figures.facts.facts_page import render_facts
from posta.ids import EntryId
from posta.ledger.row_types import Cursor
from posta.node.settings import drop_setting
from posta.scribe.replay import replay, state_hash
from posta.scribe.upgrade import SETTING, replay_if_outdated
from posta.scribe.withdraw import withdraw
from posta.scribe.write import write
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.naive_facts import facts_of, projected
from tests.post_fixture import TestPost

HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"
OCTOBER, NOVEMBER = 17_835, 17_860
ANSWERS = {
    "one": "a", "code": "a", "ref": "a", "text": "a", "int": 1, "decimal": 0.5, "date": NOVEMBER, "bool": True,
    "datetime": 1_543_158_000_000,
}  # fmt: skip
COPIES = {"day": 17_835, "month": "2018-11", "band": "y18_19", "any": True, "minutes_since": 5, "hours_since": 2}


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HERE, THERE], trades=("doctor",))


def record(
    house: InMemoryMission, forms: dict[str, dict[str, object]], *, day: int = NOVEMBER, post: str = HERE,
    kind: int = kinds.ENCOUNTER, refers: EntryId | None = None, held: bool = False,
) -> EntryId:  # fmt: skip
    """Write an entry of facts alone; answers by question, as the wire carries them."""
    body = {get_form(name).number: numbered(get_form(name).fields, answers) for name, answers in forms.items()}
    return record_body(house, body, day=day, post=post, kind=kind, refers=refers, held=held)


def record_body(
    house: InMemoryMission, body: object, *, day: int = NOVEMBER, post: str = HERE, kind: int = kinds.ENCOUNTER,
    refers: EntryId | None = None, held: bool = False,
) -> EntryId:  # fmt: skip
    place = house.actor(post).post.number
    part = FactsPayload(kind, 1, place, day, b"p" * 12, "f", "y18_19", "HN", "migrant", refers, body)
    return write(house.node(post), [draft_entry([(Compartment.FACTS, part)], "", held=held)])[0]


def numbered(fields: tuple[Field, ...], answers: dict[str, object]) -> dict[int, object]:
    by_name = {field.name: field for field in fields}
    return {
        by_name[name].number: [numbered(by_name[name].fields, row) for row in value] if by_name[name].fields else value
        for name, value in answers.items()
    }  # type: ignore[union-attr]


def full_answers(form: Form) -> dict[int, object]:
    """A fact to every question of a form that gives one, as the wire carries it."""
    return _full(form.fields)


def _full(fields: tuple[Field, ...]) -> dict[int, object]:
    found: dict[int, object] = {}
    for field in fields:
        rule = field.facts
        if field.fields:
            rows = _full(field.fields)
            found |= {field.number: [rows, rows]} if rows else {}
        elif field.compartment is Compartment.FACTS:
            found[field.number] = ["a", "b"] if field.is_many else ANSWERS[field.kind]
        elif rule is not None and rule.linked is not False:
            found[field.number] = COPIES.get(rule.as_) or ANSWERS[field.kind]
    return found


def cursor_of(house: InMemoryMission, post: str = HERE) -> Cursor:
    return house.node(post).cursor


@pytest.mark.parametrize("form", list_forms(), ids=lambda form: form.name)
def test_every_fact_of_every_form_is_projected(house: InMemoryMission, form: Form) -> None:
    body = {form.number: full_answers(form)}
    entry = record_body(house, body)
    part = FactsPayload(kinds.ENCOUNTER, 1, 1, NOVEMBER, None, "f", "", "", "", None, body)
    stated = list(facts_of(entry, part))
    assert bool(stated) == bool(tables_of(form))
    assert projected(cursor_of(house)) == dict.fromkeys(stated, 1)
    assert {path for _, _, path, _, _ in stated} == {
        question_of(table, column) for table in tables_of(form) for column in table.columns
    }


def test_a_value_is_counted_by_month_and_post(house: InMemoryMission) -> None:
    for code, day, post in (
        ("awd", OCTOBER, HERE),
        ("awd", NOVEMBER, HERE),
        ("awd", NOVEMBER, HERE),
        ("msk", OCTOBER, THERE),
    ):
        record(house, {"opd": {"dx_main": code}}, day=day, post=post)
    record(house, {"opd": {"dx_status": "new"}})
    here = house.actor(HERE).post.number
    assert count_facts(cursor_of(house), "opd", "dx_main") == {(201810, here, "awd"): 1, (201811, here, "awd"): 2}
    assert count_facts(cursor_of(house), "opd", "dx_main", months=(201811, 201812)) == {(201811, here, "awd"): 2}
    assert count_facts(cursor_of(house), "opd", "dx_main", post=here + 1) == {}


def test_rows_of_a_group_and_codes_of_an_answer_are_counted_one_by_one(house: InMemoryMission) -> None:
    medicines = [{"drug": "N02BE01", "days": 3}, {"drug": "J01CA04", "days": 7}, {"drug": "N02BE01"}]
    record(house, {"opd": {"rx": medicines, "dx_other": ["awd", "msk", "awd"]}})
    here = house.actor(HERE).post.number
    assert count_facts(cursor_of(house), "opd", "rx.drug") == {
        (201811, here, "N02BE01"): 2,
        (201811, here, "J01CA04"): 1,
    }
    assert count_facts(cursor_of(house), "opd", "dx_other") == {(201811, here, "awd"): 1, (201811, here, "msk"): 1}
    found = list_facts(cursor_of(house), "opd", ("rx.drug", "rx.days"))
    assert [row.values for row in found] == [("N02BE01", 3), ("J01CA04", 7), ("N02BE01", None)]


def test_what_is_listed_has_its_type_and_says_of_whom(house: InMemoryMission) -> None:
    asked = {"w_date": NOVEMBER, "frc": 1}
    record(house, {"wash": asked, "nut": {"refer": True}, "ebs": {"sig_dt": 1_543_158_000_000}})
    (row,) = list_facts(cursor_of(house), "wash", ("w_date", "frc", "taps"))
    assert row.values == (date(2018, 11, 25), 1.0, None)
    assert [row.values for row in list_facts(cursor_of(house), "nut", ("refer",))] == [(True,)]
    assert (row.month, row.day, row.person, row.sex, row.band) == (201811, date(2018, 11, 25), b"p" * 12, "f", "y18_19")
    (signal,) = list_facts(cursor_of(house), "ebs", ("sig_dt",))
    assert signal.values == (datetime(2018, 11, 25, 15, tzinfo=UTC),)


def test_what_gives_no_fact_is_asked_in_vain(house: InMemoryMission) -> None:
    for form, question in (("opd", "complaint"), ("violence", "v_asked"), ("opd", "violence_link"), ("no_form", "x")):
        with pytest.raises(UnknownForm):
            count_facts(cursor_of(house), form, question)
    with pytest.raises(UnknownForm):  # values of two tables stand in no common row
        list_facts(cursor_of(house), "opd", ("dx_main", "rx.drug"))


def test_a_correction_takes_the_place_of_what_it_corrects_until_it_is_withdrawn(house: InMemoryMission) -> None:
    entry = record(house, {"visit": {"visit_type": "new"}, "opd": {"dx_main": "awd"}})
    assert codes(house) == ["awd"]
    corrected = {"visit": {"visit_type": "new"}, "opd": {"dx_main": "bloody_d"}}
    correction = record(house, corrected, kind=kinds.CORRECTION, refers=entry)
    assert codes(house) == ["bloody_d"]
    again = record(house, {"opd": {"dx_main": "cholera"}}, kind=kinds.CORRECTION, refers=correction)
    assert codes(house) == ["cholera"]
    record_body(house, Withdrawal(reason=""), kind=kinds.WITHDRAWAL, refers=again)
    assert codes(house) == ["bloody_d"]
    record_body(house, Withdrawal(reason=""), kind=kinds.WITHDRAWAL, refers=correction)
    assert codes(house) == ["awd"]


def codes(house: InMemoryMission) -> list[object]:
    return [row.values[0] for row in list_facts(cursor_of(house), "opd", ("dx_main",))]


def test_a_reinstatement_that_names_a_visit_voids_nothing(house: InMemoryMission) -> None:
    """It lifts withdrawals. One that named the visit itself took it out of the counts, if the visit had been corrected."""
    entry = record(house, {"visit": {}, "opd": {"dx_main": "awd"}})
    withdrawal = record_body(house, Withdrawal(reason=""), kind=kinds.WITHDRAWAL, refers=entry)
    record_body(house, Reinstatement(), kind=kinds.REINSTATEMENT, refers=entry)
    assert codes(house) == []
    record_body(house, Reinstatement(), kind=kinds.REINSTATEMENT, refers=withdrawal)
    assert codes(house) == ["awd"]


@pytest.mark.unreplayed
def test_what_is_undone_leaves_no_row(house: InMemoryMission) -> None:
    body = {form.number: full_answers(form) for form in list_forms()}
    entry = record_body(house, body, held=True)
    assert rows_of(cursor_of(house))
    place = house.actor(HERE).post.number
    undoing = FactsPayload(kinds.WITHDRAWAL, 1, place, NOVEMBER, None, "", "", "", "", entry, Withdrawal())
    withdraw(house.node(HERE), entry, draft_entry([(Compartment.FACTS, undoing)], ""))
    assert rows_of(cursor_of(house)) == []


def rows_of(cursor: Cursor) -> list[tuple]:
    return [row for table in list_tables() for row in cursor.execute(f"SELECT * FROM {table.name}").fetchall()]


def test_a_coarse_copy_of_another_type_is_left_out(house: InMemoryMission) -> None:
    """Copies come as their writer made them; a column holds one type."""
    record(house, {"visit": {"visit_dt": "yesterday", "visit_type": "new"}, "triage": {"seen_dt": True}})
    assert [row.values for row in list_facts(cursor_of(house), "visit", ("visit_dt", "visit_type"))] == [(None, "new")]
    assert [row.values for row in list_facts(cursor_of(house), "triage", ("seen_dt",))] == [(None,)]


def test_no_sealed_answer_is_projected_though_an_altered_program_writes_it_into_facts(house: InMemoryMission) -> None:
    canary = "CANARIO"
    sealed = {
        form.number: {
            f.number: canary for f in form.fields if f.kind in ("text", "longtext", "one") and not gives(form, f)
        }
        for form in list_forms()
    }
    record_body(house, {n: answers for n, answers in sealed.items() if answers})
    assert canary not in texts_in(cursor_of(house))
    record_body(house, {5: {get_form("opd").field("dx_main").number: canary}})  # what would be found is found
    assert canary in texts_in(cursor_of(house))


def gives(form: Form, field: Field) -> bool:
    return find_table(form.name, field.name) is not None


def texts_in(cursor: Cursor) -> str:
    names = cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'figures_%'").fetchall()
    return repr([cursor.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names])


def test_sealed_forms_have_no_table() -> None:
    sealed = {form for form in list_forms() if form.compartment not in (Compartment.CARE, Compartment.FACTS)}
    assert sealed
    assert not sealed & {table.form for table in list_tables()}


def test_the_page_names_every_table_and_column() -> None:
    page = render_facts()
    for table in list_tables():
        assert f"`{table.name}`" in page
        for column in table.columns:
            assert f"| `{column.name}` | {column.type} " in page


@pytest.mark.unreplayed
def test_what_a_newer_program_asks_waits_in_the_log_for_the_update(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At an older program the column is not there: the answer is kept, and counts once the program knows it."""
    cursor = cursor_of(house)
    as_declared = list_tables()
    older = tuple(without(table, "dx_status") for table in as_declared if table.name != "figures_facts_vitals")
    use_tables(monkeypatch, older)
    make_tables(cursor)
    record(house, {"opd": {"dx_main": "awd", "dx_status": "new"}, "vitals": {"sbp": 120}})
    assert projected(cursor)[(0, "opd", "dx_status", None, "new")] == 0
    use_tables(monkeypatch, as_declared)
    assert not are_as_declared(cursor)
    replay(house.node(HERE))
    assert are_as_declared(cursor)
    assert [row.values for row in list_facts(cursor, "opd", ("dx_main", "dx_status"))] == [("awd", "new")]
    assert [row.values for row in list_facts(cursor, "vitals", ("sbp",))] == [(120,)]


def without(table: Table, name: str) -> Table:
    columns = tuple(column for column in table.columns if column.name != name)
    return Table(table.name, table.form, table.path, columns, table.has_positions, table.holds_codes)


def use_tables(monkeypatch: pytest.MonkeyPatch, tables: tuple[Table, ...]) -> None:
    """Let the program declare these tables."""
    for name in ("columns", "rows", "fact_tables"):
        monkeypatch.setattr(f"posta.figures.facts.{name}.list_tables", lambda: tables)
    for function in ("posta.figures.facts.rows._readers", "posta.figures.facts.fact_tables._declared"):
        module, _, attribute = function.rpartition(".")
        getattr(import_module(module), attribute).cache_clear()


@pytest.mark.unreplayed
def test_an_act_is_saved_though_a_full_disk_kept_the_tables_from_being_made_again(house: InMemoryMission) -> None:
    """Saving care comes first: the tables are made when the first row needs them, and filled by the next fold."""
    cursor = cursor_of(house)
    record(house, {"opd": {"dx_main": "msk"}})
    cursor.execute("DROP TABLE figures_facts_opd")
    cursor.execute("ALTER TABLE figures_facts_vitals DROP COLUMN sbp")
    record(house, {"opd": {"dx_main": "awd"}, "vitals": {"sbp": 120}})
    assert codes(house) == ["awd"]
    replay(house.node(HERE))
    assert codes(house) == ["msk", "awd"]


@pytest.mark.django_db(transaction=True)
def test_a_home_is_folded_again_when_the_forms_declare_other_facts(post: TestPost) -> None:
    post.person()
    cursor, whole = post.actor().node.cursor, state_hash(post.actor().node)
    drop_setting(SETTING)
    replay_if_outdated(post.actor().node)
    assert replay_if_outdated(post.actor().node) == 0
    cursor.execute("ALTER TABLE figures_facts_person DROP COLUMN pop_group")
    cursor.execute("UPDATE node_setting SET value = '\"9-older\"' WHERE name = ?", (SETTING,))
    assert replay_if_outdated(post.actor().node) > 0
    assert state_hash(post.actor().node) == whole


def test_a_home_made_before_gets_the_tables_and_the_columns(house: InMemoryMission) -> None:
    record(house, {"visit": {"visit_type": "new"}})
    cursor, whole = cursor_of(house), state_hash(house.node(HERE))
    for statement in ("DROP TRIGGER figures_row_comes_late", "DROP TRIGGER figures_row_changes_late",
                      "DROP INDEX figures_row_dx", "DROP INDEX figures_row_activity", "DROP INDEX figures_row_screening",
                      *(f"ALTER TABLE figures_row DROP COLUMN {name}" for name in ("month", "live")),
                      *(f"DROP TABLE {table.name}" for table in list_tables())):  # fmt: skip
        cursor.execute(statement)
    editor = SimpleNamespace(connection=SimpleNamespace(cursor=lambda: nullcontext(cursor)))
    for _ in range(2):  # it may be interrupted and run again
        import_module("posta.figures.migrations.0006_typed_facts").add_columns(None, editor)
    replay(house.node(HERE))
    assert state_hash(house.node(HERE)) == whole


def test_counts_without_a_person_are_listed_by_what_they_have_in_common(house: InMemoryMission) -> None:
    rows = (
        ("mh_session", "2018SunW48", {"sex": "f", "mh_mode": "ind"}, 2),
        ("sw_need", "2018-11", {"need": "shelter"}, 1),
    )
    for _ in range(2):
        record_body(house, UnlinkedCounts(rows=rows), kind=kinds.UNLINKED_COUNTS)
    here = house.actor(HERE).post.number
    assert [tuple(row) for row in list_unlinked(cursor_of(house), "mh_session")] == [
        (here, "2018SunW48", {"sex": "f", "mh_mode": "ind"}, 4)
    ]


def test_names_of_columns_are_the_names_of_questions() -> None:
    table, column = find_table("opd", "rx.drug") or (None, None)
    assert table is not None
    assert column is not None
    assert (table.name, column.name, question_of(table, column)) == ("figures_facts_opd__rx", "drug", "rx.drug")
    assert facts.count_facts is count_facts
