"""A state table that cannot work is refused when it is read; one that can says what may be done by whom."""

import tomllib

import pytest

from posta.operations.errors import InvalidStateTable
from posta.operations.state_page import present_tables
from posta.operations.state_table import StateTable
from posta.operations.tables import list_tables, read_tables

LOAN = """
initial = "asked"
labels = {es = "Préstamo", en = "Loan", fr = "Prêt"}
[states]
asked = {es = "Pedido", en = "Asked for", fr = "Demandé", due_hours = 24}
lent = {es = "Prestado", en = "Lent", fr = "Prêté"}
back = {es = "Devuelto", en = "Returned", fr = "Rendu", final = true}
refused = {es = "Rechazado", en = "Refused", fr = "Refusé", final = true}
[[transitions]]
act = "lend"
from = ["asked"]
to = "lent"
roles = ["nurse", "doctor"]
[[transitions]]
act = "refuse"
from = ["asked"]
to = "refused"
roles = ["doctor"]
[[transitions]]
act = "return"
from = ["lent"]
to = "back"
roles = ["nurse"]
"""


def table_from(text: str) -> StateTable:
    return StateTable.from_toml("loan", tomllib.loads(text))


def test_a_table_says_who_may_do_what_where():
    loan = table_from(LOAN)
    assert loan.acts_from("asked") == ("lend", "refuse")
    assert loan.acts_from("back") == ()
    assert loan.may("nurse", "asked", "lend")
    assert not loan.may("nurse", "asked", "refuse")
    assert not loan.may("nurse", "back", "return")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('initial = "asked"', 'initial = "lost"', "initial state lost"),
        ('to = "lent"', 'to = "gone"', "unknown states (gone)"),
        ('from = ["asked"]\nto = "lent"', 'from = []\nto = "lent"', "no or unknown states"),
        ('roles = ["doctor"]', "roles = []", "nobody may refuse"),
        ('from = ["lent"]', 'from = ["back"]', "leaves the final state back"),
        ('act = "refuse"', 'act = "lend"', "to two states"),
        ('fr = "Prêté"', 'es2 = "x"', "no label in fr"),
        (', fr = "Prêt"}', "}", "no label in fr"),
        (', fr = "Rendu", final = true', ', fr = "Rendu"', "nothing leads out of back"),
        ('to = "refused"', 'to = "back"', "nothing leads to refused"),
        ('initial = "asked"\n', "", "a key is missing"),
        ('roles = ["doctor"]', "roles = 5", "of the wrong type"),
    ],
)
def test_a_table_that_cannot_work_is_refused_with_its_rule(old, new, rule):
    assert old in LOAN
    with pytest.raises(InvalidStateTable) as caught:
        table_from(LOAN.replace(old, new, 1))
    assert rule in str(caught.value)
    assert "loan" in str(caught.value)


def test_tables_are_read_from_a_folder_by_the_name_of_the_file(tmp_path):
    (tmp_path / "loan.toml").write_text(LOAN, encoding="utf-8")
    assert read_tables(tmp_path)["loan"] == table_from(LOAN)


def test_the_page_names_every_state_act_and_role():
    page = present_tables({"loan": table_from(LOAN)})
    for word in ("asked --> lent: lend", "back --> [*]", "Rechazado", "`doctor`, `nurse`", "24 h"):
        assert word in page


def test_every_table_that_is_shipped_can_work():
    assert all(name == table.name for name, table in list_tables().items())
