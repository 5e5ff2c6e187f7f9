"""Django's own commands for the site: `python -m trialwright_web.manage migrate`.

Needs TRIALWRIGHT_STUDY and TRIALWRIGHT_OUT in the environment, as the site does.
"""

from __future__ import annotations

import os
import sys

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialwright_web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
