"""The rooms of the library import in one direction, and the check would notice if not."""

from pathlib import Path

import pytest
from import_direction import check_import_direction

LIBRARY = Path(__file__).parents[2] / "src" / "trialwright"

#    file                      line                                          refused
CASES = [
    ("record/read.py", "from trialwright.report import tables", True),
    ("record/read.py", "from trialwright import report", True),
    ("record/read.py", "import trialwright.report.tables", True),
    ("record/read.py", "from ..report import tables", True),
    ("record/read.py", "from .. import report", True),
    ("record/read.py", "def f():\n    from trialwright.capture import x", True),
    ("record/read.py", "from trialwright.instruments.albi import albi", False),
    ("record/read.py", "from trialwright.errors import RecordError", False),
    ("record/read.py", "from trialwright.exchange import odm", False),
    ("record/read.py", "from .paths import path", False),
    ("record/read.py", "from trialwright import __version__", False),
    ("record/read.py", "from trialwright.cli import main", True),
    ("planning/power.py", "from trialwright.analysis import cox", False),
    ("analysis/cox.py", "from trialwright.planning import power", True),
    ("endpoints/derive.py", "from trialwright.synthetic import cohort", False),
    ("report/tables.py", "from django.db import models", True),
    ("report/tables.py", "import trialwright_web", True),
    ("instruments/albi.py", "from trialwright.record import read", True),
    ("instruments/albi.py", "from trialwright.exchange import odm", True),
    ("instruments/albi.py", "from trialwright.errors import Problem", False),
    ("exchange/odm.py", "from trialwright.errors import Problem", False),
    ("exchange/odm.py", "from trialwright.definition import study", True),
    ("errors.py", "from trialwright.record import read", True),
    ("main.py", "from trialwright.sharing import package", False),
    ("cli.py", "from django.core import management", True),
    ("__init__.py", "from trialwright.record import read", True),
    ("helpers/dates.py", "import datetime", True),
]


def test_the_library_imports_in_one_direction():
    assert check_import_direction(LIBRARY) == []


@pytest.mark.parametrize(("file", "line", "refused"), CASES)
def test_the_check_tells_allowed_from_forbidden(
    tmp_path: Path, file: str, line: str, refused: bool
):
    path = tmp_path / "trialwright" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line)
    assert bool(check_import_direction(tmp_path / "trialwright")) is refused


def test_a_finding_names_file_line_and_what_is_imported(tmp_path: Path):
    room = tmp_path / "trialwright" / "record"
    room.mkdir(parents=True)
    (room / "read.py").write_text("import json\nfrom trialwright.report import tables\n")
    assert check_import_direction(tmp_path / "trialwright") == [
        "record/read.py:2 imports trialwright.report"
    ]
