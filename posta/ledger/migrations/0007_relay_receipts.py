"""Which computers brought an order to forget to the relay; in no home made before was that written down."""

from django.db import migrations

from posta.ledger.schema import RELAY_RECEIPTS


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_erasure")]
    operations = [
        migrations.RunSQL(RELAY_RECEIPTS.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"), migrations.RunSQL.noop)
    ]
