"""The table of hand-overs between trades; the next fold of the log fills it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import HANDOVER_TABLES


def make_handovers(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make what is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'chart_handover%'")
        there = {row[0] for row in cursor.fetchall()}
        for sql in HANDOVER_TABLES:
            if sql.split()[2] not in there:
                cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("chart", "0007_choices")]
    operations = [migrations.RunPython(make_handovers, migrations.RunPython.noop)]
