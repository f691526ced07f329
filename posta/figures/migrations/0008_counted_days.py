"""The counts of days that are over, in homes made before; they are counted at the next page."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.figures.counted_days import TABLES


def make_counts(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the tables and their rules, unless this home was made with them."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'figures_counted'")
        if cursor.fetchone() is None:
            for statement in TABLES:
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("figures", "0007_index_of_activities")]
    operations = [migrations.RunPython(make_counts, migrations.RunPython.noop)]
