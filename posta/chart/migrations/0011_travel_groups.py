"""Who travels with whom says when, where and why; the next fold of the log fills the new table."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import PARTY_TABLES


def make_party_again(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the table with its new columns in the place of the old one."""
    with editor.connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS chart_party")
        for sql in PARTY_TABLES:
            cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("chart", "0010_tickets")]
    operations = [migrations.RunPython(make_party_again, migrations.RunPython.noop)]
