"""The command `trialwright members`: the first administrator of a site."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREPARE = """
import sys
from pathlib import Path
from trialwright_web.wsgi import make_application
make_application(Path(sys.argv[1]), Path(sys.argv[2]))
"""
STUDY = ROOT / "studies" / "prtras001"


def python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """A site that was started once and has nobody in it."""
    made = tmp_path_factory.mktemp("site")
    done = python("-c", PREPARE, str(STUDY), str(made))
    assert done.returncode == 0, done.stderr
    return made


def members(out, *arguments):
    return python("-m", "trialwright", "members", *arguments, "--out", str(out))


def test_the_first_administrator_gets_a_link_and_stands_in_the_list(out):
    asked = ("invite", "wang.fang", "--name", "王芳", "--role", "administrator", "--json")
    done = members(out, *asked, "--address", "https://study.example")
    assert done.returncode == 0, done.stderr
    link = json.loads(done.stdout)["link"]
    assert link.startswith("https://study.example/en/accounts/invitation/")
    listed = json.loads(members(out, "list", "--json").stdout)["members"]
    assert [(row["user"], row["role"], row["status"]) for row in listed] == [
        ("wang.fang", "administrator", "invited")
    ]


def test_a_site_that_was_never_started_has_no_members(tmp_path):
    done = members(tmp_path, "list")
    assert done.returncode == 2
    assert "there is no database" in done.stderr
