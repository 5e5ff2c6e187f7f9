"""Where reference vectors come from: the repository's own, or the folders given on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

OWN_VECTORS = Path(__file__).parent / "reference" / "vectors"


def directories(config: pytest.Config) -> list[Path]:
    """The folders to look in for vectors."""
    given = config.getoption("--reference")
    return [Path(name).resolve() for name in given] if given else [OWN_VECTORS]
