"""One test for each reference vector, whatever file it stands in."""

from __future__ import annotations

import pytest

from reference.cases import Case, NotBuilt, Unreadable, collect, owner_of
from reference.runners import is_due
from reference_folders import directories


def pytest_generate_tests(metafunc):
    if "vector" in metafunc.fixturenames:
        found = [case for folder in directories(metafunc.config) for case in collect(folder)]
        metafunc.parametrize("vector", [_param(case) for case in found])


def _param(case: Case | Unreadable):
    # A runner that has some options of a method passes those; the row excuses only the others.
    marks = []
    if isinstance(case, Case) and (owner := owner_of(case)) and not is_due(case):
        marks = [pytest.mark.xfail(strict=True, raises=NotBuilt, reason=f"owned by {owner}")]
    return pytest.param(case, id=case.id, marks=marks)
