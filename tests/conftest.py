"""`--reference DIR` runs every vector found in any folder under DIR; it may be given many times."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference_folders import directories


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


@pytest.fixture(scope="session")
def reference_dirs(pytestconfig) -> list[Path]:
    return directories(pytestconfig)
