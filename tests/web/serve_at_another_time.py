"""Serve the site with a clock that is wrong: `serve_at_another_time.py SECONDS --study ...`.

The site asks one function what time it is, and writes that in the journal; this moves its answer.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3
from trialwright_web.__main__ import main
from trialwright_web.capture import actor

BY = timedelta(seconds=float(sys.argv.pop(1)))


class Moved(datetime):
    """The time of a machine whose clock is wrong by so much."""

    @classmethod
    def now(cls, tz=None):
        """The wrong time."""
        return datetime.now(tz) + BY


actor.datetime = Moved  # type: ignore[misc]
sys.exit(main())
