"""The generated reference says what the program says."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from generate_reference import REFERENCE, reference_pages  # noqa: E402


@pytest.mark.parametrize("name", sorted(reference_pages()))
def test_a_page_of_the_reference_is_up_to_date(name):
    assert (REFERENCE / name).read_text(encoding="utf-8") == reference_pages()[name], (
        "run tools/generate_reference.py"
    )
