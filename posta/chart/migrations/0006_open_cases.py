"""Indexes for the open cases of a post; a home that was made with them has them already."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import CASE_INDEXES


def make_indexes(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make what is missing."""
    with editor.connection.cursor() as cursor:
        for sql in CASE_INDEXES:
            cursor.execute(sql.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))


class Migration(migrations.Migration):
    dependencies = [("chart", "0005_agenda")]
    operations = [migrations.RunPython(make_indexes, migrations.RunPython.noop)]
