"""The index of diagnoses in the place of the one of posts, in homes made before."""

from django.db import migrations

_NEW = "CREATE INDEX figures_row_dx ON figures_row (post, day, dx, kind, id) WHERE dx <> ''"  # 0006 makes it again


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_entry_of_what_waits")]
    operations = [
        migrations.RunSQL([(sql, None) for sql in statements], migrations.RunSQL.noop)
        for statements in (["DROP INDEX IF EXISTS figures_row_post", "DROP INDEX IF EXISTS figures_row_dx"], [_NEW])
    ]
