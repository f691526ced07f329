"""The tables of this room as they first stood; the statements are in `schema`."""

from django.db import migrations

from posta.operations.schema import TABLES


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL([(statement, None) for statement in TABLES])]
