"""The month of a row and whether it counts, and the tables of facts: made in homes of before, filled by the next fold."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.figures.facts.fact_tables import are_as_declared, make_tables
from posta.figures.schema import TABLES

_COLUMNS = {"month": "INTEGER NOT NULL DEFAULT 0", "live": "INTEGER NOT NULL DEFAULT 1"}
_INDEX = next(sql for sql in TABLES if "INDEX figures_row_dx" in sql)


def add_columns(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is missing, and make the index again, which now holds live rows only."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(figures_row)")
        there = {row[1] for row in cursor.fetchall()}
        for name, kind in _COLUMNS.items():
            if name not in there:
                cursor.execute(f"ALTER TABLE figures_row ADD COLUMN {name} {kind}")
        cursor.execute("DROP INDEX IF EXISTS figures_row_dx")
        cursor.execute(_INDEX)
        if not are_as_declared(cursor):
            make_tables(cursor)


class Migration(migrations.Migration):
    dependencies = [("figures", "0005_voids_judged")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
