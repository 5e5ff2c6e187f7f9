"""Start the site: `python -m trialwright_web --study studies/prtras001 --out out --port 8000`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from trialwright.errors import TrialwrightError
from trialwright_web.serve import serve


def main() -> int:
    """Serve until interrupted. 2 when the study or the port cannot be used."""
    parser = argparse.ArgumentParser(prog="trialwright_web", description="Show a study's site.")
    parser.add_argument("--study", type=Path, required=True, help="folder that holds study.yaml")
    parser.add_argument("--out", type=Path, required=True, help="folder of what was made from it")
    parser.add_argument(
        "--port", type=int, default=8000, help="port on this machine, 0 for any free one"
    )
    chosen = parser.parse_args()
    try:
        serve(chosen.study, chosen.out, chosen.port)
    except TrialwrightError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
