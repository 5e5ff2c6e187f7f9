"""Start the site: `python -m trialwright_web --study studies/prtras001 --out out --port 8000`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from trialwright.errors import Problem, TrialwrightError
from trialwright_web.outage import outage_as_problem
from trialwright_web.rehearse import rehearsal_database, rehearsal_day, use_database
from trialwright_web.serve import serve


def main() -> int:
    """Serve until interrupted. 2 when the study or the port cannot be used."""
    parser = argparse.ArgumentParser(prog="trialwright_web", description="Show a study's site.")
    parser.add_argument("--study", type=Path, required=True, help="folder that holds study.yaml")
    parser.add_argument("--out", type=Path, required=True, help="folder of what was made from it")
    parser.add_argument(
        "--port", type=int, default=8000, help="port on this machine, 0 for any free one"
    )
    parser.add_argument(
        "--rehearsal",
        action="store_true",
        help="show the rehearsed study, with an account for each role",
    )
    chosen = parser.parse_args()
    study, out = chosen.study.resolve(), chosen.out.resolve()
    try:
        if chosen.rehearsal:
            _rehearse(study, out)
        with outage_as_problem():
            serve(study, out, chosen.port)
    except TrialwrightError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _rehearse(study: Path, out: Path) -> None:
    """Enter the rehearsed study where it is not entered yet, in a process of its own.

    Django takes its database from the environment once in a process.
    """
    command = [sys.executable, "-P", "-m", "trialwright_web.rehearse", str(study), str(out)]
    if subprocess.run(command, check=False).returncode:
        raise TrialwrightError(Problem("", 0, "", "the rehearsed study could not be entered"))
    use_database(study, out, rehearsal_database(out), rehearsal_day(out))


if __name__ == "__main__":
    sys.exit(main())
