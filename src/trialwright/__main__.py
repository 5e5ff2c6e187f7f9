"""`python -m trialwright`: the command line."""

import sys

from trialwright.cli import main

sys.exit(main(sys.argv[1:]))
