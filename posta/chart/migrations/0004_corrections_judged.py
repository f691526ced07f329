"""The index of what is judged holds corrections too; which of them stand is filled when the log is folded again."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.chart.schema import TABLES


def change_index(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the new index in the place of the old one."""
    with editor.connection.cursor() as cursor:
        for name in ("chart_item_taking", "chart_item_judged"):
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        cursor.execute(next(sql for sql in TABLES if " chart_item_judged " in sql))


class Migration(migrations.Migration):
    dependencies = [("chart", "0003_withdrawals_judged")]
    operations = [migrations.RunPython(change_index, migrations.RunPython.noop)]
