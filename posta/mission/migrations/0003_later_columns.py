"""Columns that homes made before do not have yet: a colleague's networks, and the signed order of a revocation."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_COLUMNS = (
    ("mission_staff", "networks", "TEXT NOT NULL DEFAULT ''"),
    ("mission_revocation", "signed", "BLOB NOT NULL DEFAULT x''"),
)


def add_columns(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add each column where it is missing; what was ordered before says nothing there."""
    with editor.connection.cursor() as cursor:
        for table, column, kind in _COLUMNS:
            cursor.execute(f"PRAGMA table_info({table})")
            if column not in {row[1] for row in cursor.fetchall()}:
                cursor.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


class Migration(migrations.Migration):
    dependencies = [("mission", "0002_cards")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
