"""The tables of what is to be dropped for good; no home made before holds an order."""

from django.db import migrations

from posta.ledger.schema import ERASURE_TABLES


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_reasons_as_codes")]
    operations = [
        migrations.RunSQL(statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"), migrations.RunSQL.noop)
        for statement in ERASURE_TABLES
    ]
