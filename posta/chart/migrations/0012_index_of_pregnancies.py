"""The index of visits of a pregnancy; a home that was made with it has it already."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import PREGNANCY_INDEX


def make_index(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make it where it is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute(PREGNANCY_INDEX.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))


class Migration(migrations.Migration):
    dependencies = [("chart", "0011_travel_groups")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
