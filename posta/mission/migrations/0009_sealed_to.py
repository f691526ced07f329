"""To which key of its holder a grant was sealed: a column that homes made before do not have."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_column(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column where it is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(mission_grant)")
        if "sealed_to" not in {row[1] for row in cursor.fetchall()}:
            cursor.execute("ALTER TABLE mission_grant ADD COLUMN sealed_to BLOB NOT NULL DEFAULT x''")


class Migration(migrations.Migration):
    dependencies = [("mission", "0008_public_side")]
    operations = [migrations.RunPython(add_column, migrations.RunPython.noop)]
