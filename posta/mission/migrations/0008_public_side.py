"""What the mission says in public of itself and of each post: two columns that homes made before do not have."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_columns(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add each column where it is missing."""
    for table, column in (("mission_founding", "account"), ("mission_post", "public")):
        with editor.connection.cursor() as cursor:
            cursor.execute(f"PRAGMA table_info({table})")
            if column not in {row[1] for row in cursor.fetchall()}:
                cursor.execute(f"ALTER TABLE {table} ADD COLUMN {column} BLOB")


class Migration(migrations.Migration):
    dependencies = [("mission", "0007_readmissions")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
