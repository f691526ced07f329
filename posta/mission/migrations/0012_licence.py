"""The number of the professional licence, in homes made before; those fold it from the log at their start."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_column(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column where it is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(mission_staff)")
        if "licence" not in {row[1] for row in cursor.fetchall()}:
            cursor.execute("ALTER TABLE mission_staff ADD COLUMN licence TEXT NOT NULL DEFAULT ''")


class Migration(migrations.Migration):
    dependencies = [("mission", "0011_signers")]
    operations = [migrations.RunPython(add_column, migrations.RunPython.noop)]
