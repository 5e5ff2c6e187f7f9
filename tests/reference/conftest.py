"""`--reference DIR` runs every vector found in any folder under DIR; it may be given many times."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference.cases import Case, NotBuilt, Unreadable, collect, owner_of
from reference.runners import is_due

OWN_VECTORS = Path(__file__).parent / "vectors"


def pytest_addoption(parser):
    parser.addoption(
        "--reference",
        action="append",
        metavar="DIR",
        help="run the reference vectors under DIR in place of tests/reference/vectors",
    )


def pytest_configure(config):
    for folder in directories(config):
        if not folder.is_dir():
            raise pytest.UsageError(f"--reference {folder}: there is no such folder")


def directories(config: pytest.Config) -> list[Path]:
    # The option is unknown when a run did not start in this folder: then our own vectors run.
    given = config.getoption("--reference", default=None)
    return [Path(name).resolve() for name in given] if given else [OWN_VECTORS]


@pytest.fixture(scope="session")
def reference_dirs(pytestconfig) -> list[Path]:
    return directories(pytestconfig)


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
