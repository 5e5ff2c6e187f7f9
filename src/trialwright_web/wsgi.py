"""The site as a WSGI application."""

from __future__ import annotations

import gc
import os
from datetime import UTC, datetime
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3
from trialwright.definition import load_definition
from trialwright_web.translations import write_translations


def make_application(study_directory: Path, out_directory: Path) -> WSGIHandler:
    """The application for one study; reads the study at once, so that faults show at the start.

    Raises DefinitionError when the study cannot be loaded.
    """
    os.environ["TRIALWRIGHT_STUDY"] = str(study_directory)
    os.environ["TRIALWRIGHT_OUT"] = str(out_directory)
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    write_translations(out_directory / "locale")
    application = get_wsgi_application()

    # Importable only now, when the settings are known.
    from django.db import connections

    from trialwright_web.capture.progress import today_at
    from trialwright_web.installation import prepare_database
    from trialwright_web.studies.loaded import loaded_study
    from trialwright_web.summaries.people import refresh_summaries

    # The tables first: which version is in force stands in them.
    prepare_database(load_definition(study_directory))
    definition = loaded_study().definition
    # After a new version of the program everybody: no page has to wait for it.
    refresh_summaries(definition, today_at(definition, datetime.now(UTC)))
    # The server forks: a connection to SQLite in two processes shares locks that only one holds.
    connections.close_all()
    # The collector need not walk through the study again and again: on a large site that would
    # hold some page up for a tenth of a second.
    gc.collect()
    gc.freeze()
    return application
