"""Places and services over time: the orders about them, and the tables that are folded from those (`upgrade.SHAPE`)."""

from django.db import migrations

from posta.mission.schema import TABLES

CREATED = tuple(
    statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)
    for statement in TABLES
    if statement.split()[2] in {"mission_place_order", "mission_place", "mission_served"}
)


class Migration(migrations.Migration):
    dependencies = [("mission", "0009_sealed_to")]
    operations = [migrations.RunSQL(list(CREATED), migrations.RunSQL.noop)]
