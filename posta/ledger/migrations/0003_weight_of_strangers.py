"""An index that tells how much waits of whom, in homes made before."""

from django.db import migrations

from posta.ledger.schema import TABLES

_INDEX = next(sql for sql in TABLES if " ledger_aside_whole " in sql)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_missing_parts")]
    operations = [
        migrations.RunSQL("DROP INDEX IF EXISTS ledger_aside_whole", migrations.RunSQL.noop),
        migrations.RunSQL(_INDEX, migrations.RunSQL.noop),
    ]
