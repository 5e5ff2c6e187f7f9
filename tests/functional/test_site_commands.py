"""The commands of who runs a site, as they are typed: words, exit codes, and what they leave."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "studies" / "prtras001"
PASSPHRASE = "four words that nobody knows"
INSTALL = """
import os, sys, pathlib
import trialwright_web.sqlite
out = pathlib.Path(sys.argv[2])
os.environ |= {"TRIALWRIGHT_STUDY": sys.argv[1], "TRIALWRIGHT_OUT": str(out)}
os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
os.umask(0o077)
import django
django.setup()
from trialwright_web.installation import prepare_database
from trialwright_web.studies.loaded import loaded_study
prepare_database(loaded_study().definition)
"""


def run(*arguments, **environment):
    """Run a command of the program: its exit code, what it prints, what it complains of."""
    done = subprocess.run(
        [sys.executable, "-m", "trialwright", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of a site right after its installation."""
    out = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run(
        [sys.executable, "-c", INSTALL, str(STUDY), str(out)], check=True, env=environment
    )
    return out


def test_the_journal_is_anchored_and_proved_in_place_and_as_a_file(site, tmp_path):
    code, said, _ = run("audit", "anchor", "--out", site, "--json")
    (anchor,) = json.loads(said)["anchors"]
    assert (code, anchor["study"]) == (0, "prtras001")
    code, said, _ = run("audit", "verify", "--out", site, "--key", anchor["key"])
    assert (code, said.splitlines()[-1]) == (0, "Everything holds.")
    trail = tmp_path / "trail.jsonl"
    assert run("audit", "export", trail, "--out", site)[0] == 0
    given = ("--anchors", site / "anchors.jsonl")
    code, said, _ = run("audit", "verify", trail, *given, "--json")
    assert (code, json.loads(said)["faults"]) == (0, [])
    code, said, _ = run("audit", "verify", trail, *given, "--key", "00" * 32)
    assert code == 1
    assert "is not signed by the site" in said


def test_a_backup_needs_its_passphrase_and_restores_to_a_site_that_is_proved(site, tmp_path):
    secret, backup, new = tmp_path / "secret", tmp_path / "night.backup", tmp_path / "new"
    secret.write_text(PASSPHRASE + "\n")
    code, said, _ = run("backup", backup, "--out", site, "--passphrase-file", secret)
    assert (code, said.splitlines()[-1]) == (0, "Everything holds.")
    code, _, complaint = run("restore", backup, "--out", new, TRIALWRIGHT_PASSPHRASE="a wrong one")
    assert code == 2
    assert "the passphrase is wrong" in complaint
    assert not new.exists()
    code, said, _ = run("restore", backup, "--out", new, TRIALWRIGHT_PASSPHRASE=PASSPHRASE)
    assert (code, said.splitlines()[-1]) == (0, "Everything holds.")
    assert (new / "site.sqlite3").stat().st_mode & 0o077 == 0
    code, _, complaint = run("restore", backup, "--out", new, TRIALWRIGHT_PASSPHRASE=PASSPHRASE)
    assert code == 2
    assert "nothing is restored over it" in complaint
    code, _, complaint = run("backup", tmp_path / "other", "--out", site)
    assert code == 2
    assert "there is no passphrase" in complaint


def test_the_doctor_finds_a_site_well_or_says_what_to_do(site):
    code, said, _ = run("doctor", "--out", site, "--json")
    checks = {check["name"]: check for check in json.loads(said)["checks"]}
    assert code == 0
    assert {name: check["state"] for name, check in checks.items() if name != "room"} == {
        "sqlite": "good",
        "settings": "good",
        "pages": "good",
        "server": "good",
        "rights": "good",
        "journal": "good",
        "anchor": checks["anchor"]["state"],
        "clock": "good",
        "definition": "good",
    }


@pytest.mark.parametrize("command", [("audit", "verify"), ("doctor",), ("backup", "b")])
def test_a_folder_without_a_site_is_refused_and_stays_as_it_is(command, tmp_path):
    code, _, complaint = run(
        *command, "--out", tmp_path, TRIALWRIGHT_PASSPHRASE=PASSPHRASE, TRIALWRIGHT_DATABASE=""
    )
    assert code == 2
    assert "there is no database (name the folder of a site" in complaint
    assert list(tmp_path.iterdir()) == []
