"""The view that other rooms read, in homes made before."""

from django.db import migrations

from posta.ledger.schema import ORIGIN


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_weight_of_strangers")]
    operations = [
        migrations.RunSQL("DROP VIEW IF EXISTS ledger_origin", migrations.RunSQL.noop),
        migrations.RunSQL(ORIGIN, migrations.RunSQL.noop),
    ]
