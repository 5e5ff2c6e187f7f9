"""The journal becomes append-only."""

from django.db import migrations

from trialwright_web.audit.triggers import create_triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, migrations.RunPython.noop)]
