"""What a void is and whether it holds: columns of homes made before, filled when the log is folded again."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.figures.schema import TABLES

_COLUMNS = {
    "id": "BLOB NOT NULL DEFAULT x''",
    "kind": "INTEGER NOT NULL DEFAULT 5",
    "holds": "INTEGER NOT NULL DEFAULT 1",
}


def add_columns(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the columns and their index where they are missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(figures_void)")
        there = {row[1] for row in cursor.fetchall()}
        for name, kind in _COLUMNS.items():
            if name not in there:
                cursor.execute(f"ALTER TABLE figures_void ADD COLUMN {name} {kind}")
        cursor.execute("DROP INDEX IF EXISTS figures_void_id")
        cursor.execute(next(sql for sql in TABLES if " figures_void_id " in sql))


class Migration(migrations.Migration):
    dependencies = [("figures", "0004_what_is_counted")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
