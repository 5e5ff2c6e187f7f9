"""The page on competing events shows what the functions really print."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import trialwright.analysis as analysis

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "count-competing-events-and-intervals.md"


def test_the_examples_print_what_the_page_says():
    page = PAGE.read_text(encoding="utf-8")
    parts = [re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("python", "text")]
    shared: dict[str, object] = {}
    for code, printed in zip(*parts, strict=True):
        output = StringIO()
        with redirect_stdout(output):
            exec(code, shared)
        assert output.getvalue() == printed


def test_every_function_of_the_table_is_public():
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(named) > 8
    assert named <= set(analysis.__all__)
