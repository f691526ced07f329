"""The tables of signals, in homes made before; the statements are in `schema`."""

from django.db import migrations

from posta.operations.schema import SIGNALS


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_initial")]
    operations = [
        migrations.RunSQL(
            [
                (
                    one.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS").replace(
                        "CREATE INDEX", "CREATE INDEX IF NOT EXISTS"
                    ),
                    None,
                )
                for one in SIGNALS
            ],
            migrations.RunSQL.noop,
        )
    ]
