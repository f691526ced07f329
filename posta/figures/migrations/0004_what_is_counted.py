"""What an entry counts as, and heads: columns of homes made before, filled when the log is folded again."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_columns(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the columns where they are missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(figures_row)")
        there = {row[1] for row in cursor.fetchall()}
        for name in ("counts", "heads"):
            if name not in there:
                cursor.execute(f"ALTER TABLE figures_row ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")


class Migration(migrations.Migration):
    dependencies = [("figures", "0003_index_of_diagnoses")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
