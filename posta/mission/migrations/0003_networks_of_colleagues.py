"""The networks in which a colleague works: a column that homes made before do not have yet."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_networks(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column where it is missing; old appointments name no network, which means every one."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(mission_staff)")
        if "networks" not in {row[1] for row in cursor.fetchall()}:
            cursor.execute("ALTER TABLE mission_staff ADD COLUMN networks TEXT NOT NULL DEFAULT ''")


class Migration(migrations.Migration):
    dependencies = [("mission", "0002_cards")]
    operations = [migrations.RunPython(add_networks, migrations.RunPython.noop)]
