"""Bring the database up to the program: its tables, and the study that it is for."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from trialwright.definition import Definition
from trialwright.errors import Problem, TrialwrightError
from trialwright_web.capture.actions.study import set_up_study
from trialwright_web.capture.models import Study
from trialwright_web.oversight.versions import definition_in_force, keep_version

# What PostgreSQL does when it is told to lie about a commit.
_DURABLE = {"fsync": "on", "full_page_writes": "on"}


def prepare_database(definition: Definition) -> None:
    """Create or migrate the tables, set the study up where it is not yet, keep its files.

    Raises TrialwrightError for a PostgreSQL that could lose what it said it had stored.
    """
    check_durability()
    call_command("migrate", verbosity=0, interactive=False)
    if not Study.objects.filter(study=definition.study.id).exists():
        set_up_study(definition=definition)
    if definition_in_force(definition.study.id) == definition.hash:
        with transaction.atomic():
            keep_version(definition, settings.STUDY_DIRECTORY)


def check_durability() -> None:
    """Refuse a PostgreSQL with fsync or synchronous_commit off."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, needed in (*_DURABLE.items(), ("synchronous_commit", "")):
            cursor.execute(f"SHOW {name}")
            (value,) = cursor.fetchone()
            if value == "off" or (needed and value != needed):
                what = f"PostgreSQL runs with {name} = {value} and can lose what was saved"
                cure = f"set {name} = on in postgresql.conf"
                raise TrialwrightError(Problem("", 0, "TRIALWRIGHT_DATABASE", what, cure))
