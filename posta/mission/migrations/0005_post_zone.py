"""The time zone of a post, which homes made before do not have: they were all counted by central Mexico."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_zone(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column where it is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(mission_post)")
        if "zone" not in {row[1] for row in cursor.fetchall()}:
            cursor.execute("ALTER TABLE mission_post ADD COLUMN zone TEXT NOT NULL DEFAULT 'America/Mexico_City'")


class Migration(migrations.Migration):
    dependencies = [("mission", "0004_named_heads")]
    operations = [migrations.RunPython(add_zone, migrations.RunPython.noop)]
