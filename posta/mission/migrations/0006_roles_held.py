"""Which role a colleague held since when, for judging withdrawals; homes made before fold it from the log at their start."""

from django.db import migrations

from posta.mission.schema import TABLES


class Migration(migrations.Migration):
    dependencies = [("mission", "0005_post_zone")]
    operations = [
        migrations.RunSQL(statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"), migrations.RunSQL.noop)
        for statement in TABLES
        if " mission_role " in statement
    ]
