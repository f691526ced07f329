"""The index of unlinked counts by their name and week, in homes made before."""

from django.db import migrations

_NEW = "CREATE INDEX IF NOT EXISTS figures_tally_row ON figures_tally (row, period)"


class Migration(migrations.Migration):
    dependencies = [("figures", "0009_index_of_screenings")]
    operations = [migrations.RunSQL(_NEW, migrations.RunSQL.noop)]
