"""The tables of the agenda take the place of the days to come back; the next fold of the log fills them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import AGENDA_TABLES


def make_agenda(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make what is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS chart_due")
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'chart_%'")
        there = {row[0] for row in cursor.fetchall()}
        for sql in AGENDA_TABLES:
            if sql.split()[2] not in there:
                cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("chart", "0004_corrections_judged")]
    operations = [migrations.RunPython(make_agenda, migrations.RunPython.noop)]
