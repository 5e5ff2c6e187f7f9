"""What one user did is found without reading every line."""

from django.db import migrations, models

from trialwright_web.audit.expressions import WrittenAt, WrittenBy


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers")]
    operations = [
        migrations.AddIndex(
            model_name="journalline",
            index=models.Index(
                models.F("study"), WrittenBy("body"), WrittenAt("body"), name="journal_by_user"
            ),
        )
    ]
