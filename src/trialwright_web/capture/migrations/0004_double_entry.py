from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("capture", "0003_query_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="DoubleEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "study",
                        "participant",
                        "visit",
                        "form",
                        "repeat",
                        "turn",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("study", models.CharField(max_length=64)),
                ("participant", models.CharField(max_length=64)),
                ("visit", models.CharField(max_length=64)),
                ("form", models.CharField(max_length=64)),
                ("repeat", models.IntegerField()),
                ("turn", models.IntegerField()),
                ("definition", models.CharField(max_length=64)),
                ("content", models.TextField()),
                ("entered_by", models.CharField(max_length=64)),
                ("entered_at", models.CharField(max_length=32)),
            ],
            options={
                "db_table": "double_entry",
            },
        ),
    ]
