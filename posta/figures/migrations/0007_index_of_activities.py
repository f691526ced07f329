"""The index of entries about no person, in homes made before."""

from django.db import migrations

_NEW = (
    "CREATE INDEX IF NOT EXISTS figures_row_activity ON figures_row (post, day, entry)"
    " WHERE counts >= 16 AND person IS NULL AND live = 1"
)


class Migration(migrations.Migration):
    dependencies = [("figures", "0006_typed_facts")]
    operations = [migrations.RunSQL(_NEW, migrations.RunSQL.noop)]
