"""The table of what people chose; the next fold of the log fills it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import CHOICE_TABLES


def make_choices(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make what is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'chart_%'")
        there = {row[0] for row in cursor.fetchall()}
        for sql in CHOICE_TABLES:
            if sql.split()[2] not in there:
                cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("chart", "0006_open_cases")]
    operations = [migrations.RunPython(make_choices, migrations.RunPython.noop)]
