"""Renewed membership cards: a table that homes made before do not have yet."""

from django.db import migrations

from posta.mission.schema import TABLES


class Migration(migrations.Migration):
    dependencies = [("mission", "0001_initial")]
    operations = [
        migrations.RunSQL(statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"), migrations.RunSQL.noop)
        for statement in TABLES
        if " mission_card " in statement
    ]
