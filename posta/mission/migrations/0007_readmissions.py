"""Entries of lost computers that stand after all: a table that homes made before do not have yet."""

from django.db import migrations

from posta.mission.schema import TABLES


class Migration(migrations.Migration):
    dependencies = [("mission", "0006_roles_held")]
    operations = [
        migrations.RunSQL(statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"), migrations.RunSQL.noop)
        for statement in TABLES
        if " mission_readmission " in statement
    ]
