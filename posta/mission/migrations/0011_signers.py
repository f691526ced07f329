"""Every key that a colleague was ever given to sign with; homes made before fold it from the log at their start."""

from django.db import migrations

from posta.mission.schema import TABLES


class Migration(migrations.Migration):
    dependencies = [("mission", "0010_places")]
    operations = [
        migrations.RunSQL(statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"), migrations.RunSQL.noop)
        for statement in TABLES
        if " mission_signer " in statement
    ]
