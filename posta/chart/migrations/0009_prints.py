"""The table of sheets that were printed; the next fold of the log fills it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import PRINT_TABLES


def make_prints(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make what is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'chart_print%'")
        there = {row[0] for row in cursor.fetchall()}
        for sql in PRINT_TABLES:
            if sql.split()[2] not in there:
                cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("chart", "0008_handovers")]
    operations = [migrations.RunPython(make_prints, migrations.RunPython.noop)]
