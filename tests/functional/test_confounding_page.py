"""The page on groups that nobody randomised shows what the functions really print."""

import re

import trialwright.analysis as analysis
from page_examples import DOCS, run_examples

PAGE = DOCS / "how-to" / "compare-groups-nobody-randomised.md"


def test_the_example_prints_what_the_page_says():
    printed, promised = run_examples(PAGE)
    assert printed == promised
    assert printed


def test_every_function_of_the_table_is_public():
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(named) > 15
    assert named <= set(analysis.__all__)
