"""The index of screenings, in homes made before."""

from django.db import migrations

_NEW = (
    "CREATE INDEX IF NOT EXISTS figures_row_screening ON figures_row (post, day, entry) WHERE counts & 2 AND live = 1"
)


class Migration(migrations.Migration):
    dependencies = [("figures", "0008_counted_days")]
    operations = [migrations.RunSQL(_NEW, migrations.RunSQL.noop)]
