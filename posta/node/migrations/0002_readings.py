"""Charts that were opened and are not in the log yet: a table that homes made before do not have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0001_drafts_and_settings")]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("staff", models.BinaryField(max_length=16)),
                ("person", models.BinaryField(max_length=16)),
                ("minute", models.BigIntegerField()),
            ],
            options={
                "db_table": "node_reading",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "person", "minute"), name="one_reading_per_staff_person_and_minute"
                    )
                ],
            },
        ),
    ]
