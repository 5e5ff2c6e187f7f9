"""What must hold for the repository as a whole, whoever adds to it."""

import hashlib
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 800
RECORD = ROOT / "studies" / "prtras001" / "record" / "NCT07120750.page.txt"
RECORD_SHA256 = "e2a54276415c1666bc262a474f11b1cb2aa757952cc04eb19a32c6961a523033"

# Written so that no pattern matches its own line here.
MACHINE_PATHS = re.compile(rb"(?<![\w.-])/(?:home|Users|root|work)/\w|[A-Z]:\\Users\\")
NEIGHBOURS = re.compile(rb"\.\./shared\b")
REGISTRIES = re.compile(rb"\b(?:pypi|npmjs|debian)\.org/|\bpythonhosted\.")
# The marks that licensed sources carry: a questionnaire's notice, a row of a MedDRA file, a notice
# of the owner of LI-RADS or of WHODrug. Naming the owner is free; shipping the content is not.
LICENSED = re.compile(
    rb"Copyright \d{4} EORTC|(?m:^1\d{7}\$[^$\n]+\$)"
    rb"|(?i:(?:copyright|\(c\)|\xc2\xa9)[^\n]{0,40}"
    rb"(?:American College of Radiology|Uppsala Monitoring Centre|MedDRA MSSO))"
)
LICENSED_FILES = {"llt.asc", "pt.asc", "hlt.asc", "hlgt.asc", "soc.asc", "mdhier.asc"}


@cache
def tracked_files() -> tuple[Path, ...]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("needs git and a git checkout")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    files = (ROOT / name for name in listed.decode().split("\0") if name)
    return tuple(file for file in files if file.is_file())


def lines_matching(pattern: re.Pattern[bytes], but: frozenset[str] = frozenset()) -> list[str]:
    """Where the pattern occurs in tracked files, as "file: text", leaving out the files `but`."""
    found = []
    for file in tracked_files():
        name = str(file.relative_to(ROOT))
        match = None if name in but else pattern.search(file.read_bytes())
        if match:
            found.append(f"{name}: {match[0].decode(errors='replace')}")
    return found


def test_no_file_names_a_folder_of_somebodys_machine():
    assert lines_matching(MACHINE_PATHS) == []


def test_only_the_full_run_knows_what_lies_beside_the_repository():
    assert lines_matching(NEIGHBOURS, but=frozenset({".ci/run"})) == []


def test_no_file_names_the_address_of_a_package_registry():
    assert lines_matching(REGISTRIES) == []


def test_no_licensed_content_is_shipped():
    assert lines_matching(LICENSED) == []
    assert [file for file in tracked_files() if file.name in LICENSED_FILES] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATHS, b"see /" + b"home/jane/notes"),
        (NEIGHBOURS, b"cp .." + b"/shared/x ."),
        (REGISTRIES, b"https://pypi" + b".org/simple"),
        (LICENSED, b"Copyright 1995 " + b"EORTC Quality of Life Group"),
        (LICENSED, b"first row\n1000" + b"0001$Headache$10019211$"),
        (LICENSED, b"(c) 2018 American " + b"College of Radiology"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[bytes], text: bytes):
    assert pattern.search(text)


def test_no_python_file_is_too_long_to_read():
    lengths = {
        file: len(file.read_bytes().splitlines())
        for file in tracked_files()
        if file.suffix == ".py" or file.name == "trialwright"
    }
    assert {file: length for file, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_study_is_data_and_holds_no_python():
    assert list((ROOT / "studies").rglob("*.py")) == []


def test_the_record_is_the_page_as_received():
    assert hashlib.sha256(RECORD.read_bytes()).hexdigest() == RECORD_SHA256


@pytest.mark.parametrize("name", ["trialwright", ".ci/run"])
def test_what_is_started_can_be_started(name: str):
    assert os.access(ROOT / name, os.X_OK)
