"""The rehearsed study on the site: entered through the actions of the pages, and provable."""

import subprocess
import sys
from pathlib import Path

import pytest

from trialwright.capture.journal.proof import prove, read_database
from trialwright.main import rehearse

STUDY = Path(__file__).parents[2] / "studies" / "prtras001"


def enter(out):
    command = [sys.executable, "-m", "trialwright_web.rehearse", str(STUDY), str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def entered(tmp_path_factory):
    """A small rehearsal, and the database of its site."""
    out = tmp_path_factory.mktemp("rehearsed")
    rehearse(STUDY, out, participants=8, seed=11)
    done = enter(out)
    assert (done.returncode, done.stderr) == (0, "")
    return out, out / "rehearsal" / "site.sqlite3"


def test_everybody_is_entered_and_the_journal_proves_it(entered):
    material = read_database(entered[1])
    assert prove(material).faults == ()
    people = {key[2][0] for key in material.tables if key[1] == "participant"}
    chains = {chain for _, chain in material.chains}
    assert len(people) >= 8
    assert chains == {"configuration", *(f"participant/{number}" for number in people)}
    assert {key[1] for key in material.tables} >= {"form", "signature", "membership", "version"}


def test_a_casebook_is_signed_once_and_every_form_of_it_is(entered):
    tables = read_database(entered[1]).tables
    forms = [fields for key, fields in tables.items() if key[1] == "form"]
    assert {form["status"] for form in forms} == {"signed"}
    people = [key for key in tables if key[1] == "participant"]
    assert len([key for key in tables if key[1] == "signature"]) == len(people)


def test_the_same_rehearsal_is_not_entered_twice(entered):
    out, database = entered
    before = database.stat().st_mtime_ns
    assert enter(out).returncode == 0
    assert database.stat().st_mtime_ns == before


def test_without_a_rehearsal_there_is_nothing_to_enter(tmp_path):
    done = enter(tmp_path)
    assert done.returncode == 2
    assert "holds no rehearsal (run ./trialwright up)" in done.stderr
    assert not (tmp_path / "rehearsal").exists()
