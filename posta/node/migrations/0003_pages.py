"""A draft for each page that typed it, and the tokens of pages that were saved with what they were answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("node", "0002_readings")]

    operations = [
        migrations.AddField("draft", "page", models.CharField(max_length=16, default="")),
        migrations.AddField("draft", "begun_at", models.BigIntegerField(default=0)),
        migrations.RemoveConstraint("draft", "one_draft_per_staff_and_key"),
        migrations.AddConstraint(
            "draft",
            models.UniqueConstraint(fields=["staff", "key", "page"], name="one_draft_per_staff_key_and_page"),
        ),
        migrations.CreateModel(
            name="Spent",
            fields=[
                ("token", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("answer", models.CharField(max_length=300)),
                ("at", models.BigIntegerField()),
            ],
            options={
                "db_table": "node_spent",
                "indexes": [models.Index(fields=["at"], name="node_spent_age")],
            },
        ),
    ]
