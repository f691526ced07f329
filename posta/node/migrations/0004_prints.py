"""Sheets that were printed and are not in the log yet: a table that homes made before do not have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0003_pages")]

    operations = [
        migrations.CreateModel(
            name="Print",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("staff", models.BinaryField(max_length=16)),
                ("what", models.CharField(max_length=64)),
                ("person", models.BinaryField(max_length=16)),
                ("minute", models.BigIntegerField()),
            ],
            options={
                "db_table": "node_print",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "what", "person", "minute"), name="one_print_per_staff_sheet_and_minute"
                    )
                ],
            },
        ),
    ]
