"""The rows that an assertion removes: a column that homes made before do not have yet."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_column(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column where it is missing; what was asserted before removed nothing by name."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(chart_assertion)")
        if "removed" not in {row[1] for row in cursor.fetchall()}:
            cursor.execute("ALTER TABLE chart_assertion ADD COLUMN removed BLOB NOT NULL DEFAULT x'80'")


class Migration(migrations.Migration):
    dependencies = [("chart", "0001_initial")]
    operations = [migrations.RunPython(add_column, migrations.RunPython.noop)]
