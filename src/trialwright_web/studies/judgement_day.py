"""The day as of which a record is judged: asked for, else that of its version, else today."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from trialwright.errors import Problem, RecordError
from trialwright.record.read import Record

AS_OF = "as-of"


def version_day(record: Record) -> date:
    """The day on which the registry gave out this version of a record; today where it says none."""
    version = record.view.version
    return version.last_day if version else timezone.localdate()


def asked_day(text: str, otherwise: date) -> date:
    """The day written as 2026-01-31; `otherwise` where nothing is written.

    Raises RecordError for anything else.
    """
    if not text.strip():
        return otherwise
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        what = _("“{text}” is no day").format(text=text.strip()[:20])
        cure = _("write it as year, month and day, such as 2026-01-31")
        raise RecordError(Problem("", 0, "", what, cure)) from None
