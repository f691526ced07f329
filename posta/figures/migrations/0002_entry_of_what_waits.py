"""The entry of a row that waits, while it can be undone: a column that homes made before do not have yet."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_column(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column where it is missing; what waited before knows no entry."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(figures_pending)")
        if "entry" not in {row[1] for row in cursor.fetchall()}:
            cursor.execute("ALTER TABLE figures_pending ADD COLUMN entry INTEGER")


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]
    operations = [migrations.RunPython(add_column, migrations.RunPython.noop)]
