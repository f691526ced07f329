"""Who wrote an item, and whether it holds: columns of homes made before, filled when the log is folded again."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_COLUMNS = {"author": "BLOB", "holds": "INTEGER NOT NULL DEFAULT 1"}


def add_columns(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the columns where they are missing; the index of what is judged comes with 0004."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(chart_item)")
        there = {row[1] for row in cursor.fetchall()}
        for name, kind in _COLUMNS.items():
            if name not in there:
                cursor.execute(f"ALTER TABLE chart_item ADD COLUMN {name} {kind}")


class Migration(migrations.Migration):
    dependencies = [("chart", "0002_removed_rows")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
