"""The page on deriving endpoints shows what the functions really print."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "derive-endpoints.md"


def test_the_example_prints_what_the_page_says():
    page = PAGE.read_text(encoding="utf-8")
    code, printed = (
        re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1] for kind in ("python", "text")
    )
    output = StringIO()
    with redirect_stdout(output):
        exec(code, {})
    assert output.getvalue() == printed


def test_every_function_of_the_page_is_there():
    import trialwright.endpoints as endpoints

    named = set(re.findall(r"derive_\w+_of", PAGE.read_text(encoding="utf-8")))
    assert named == set(endpoints.__all__)
    assert all(callable(getattr(endpoints, name)) for name in named)
