"""Arrivals have a number of the day and the signs seen at the door; the next fold of the log fills them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_columns(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is missing."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(chart_arrival)")
        there = {row[1] for row in cursor.fetchall()}
        for name in ("ticket", "signs"):
            if name not in there:
                cursor.execute(f"ALTER TABLE chart_arrival ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")


class Migration(migrations.Migration):
    dependencies = [("chart", "0009_prints")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
