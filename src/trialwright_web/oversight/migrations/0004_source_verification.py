from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_review_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceVerification",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "study",
                        "participant",
                        "visit",
                        "form",
                        "repeat",
                        "item",
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
                ("item", models.CharField(max_length=64)),
                ("outcome", models.CharField(max_length=64)),
                ("compared", models.TextField()),
                ("revision", models.IntegerField()),
                ("compared_by", models.CharField(max_length=150)),
                ("compared_at", models.CharField(max_length=32)),
                ("query", models.IntegerField(null=True)),
                ("fallen_because", models.TextField(null=True)),
            ],
            options={
                "db_table": "source_verification",
            },
        ),
    ]
