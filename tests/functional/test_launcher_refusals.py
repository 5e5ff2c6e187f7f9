"""What the launcher says when it cannot go on: the cause, the cure, and never a traceback."""

import ast
import runpy
import sys
from pathlib import Path

import pytest
from launcher_stage import LAUNCHER, Stage, build_stage

SAID_BY_PIP = [
    (
        "WARNING: Retrying after connection broken by NewConnectionError\n"
        "ERROR: Could not find a version that satisfies the requirement numpy==2.4.6",
        "Is this machine offline?",
    ),
    ("ERROR: No matching distribution found for numpy==2.4.6", "3.11, 3.12 or 3.13"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "package mirror"),
    ("ERROR: [Errno 28] No space left on device", "The disk is full"),
    ("ERROR: something nobody foresaw", "something nobody foresaw"),
]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return build_stage(tmp_path)


@pytest.mark.parametrize(("said", "told"), SAID_BY_PIP)
def test_a_failing_pip_is_explained(stage: Stage, said: str, told: str):
    done = stage.run("up", PIP_SAYS=said)
    assert done.returncode == 2
    assert told in done.stderr
    assert "setup.log" in done.stderr
    assert "Traceback" not in done.stderr
    assert not stage.ready.exists()


def test_after_a_failure_the_next_start_tries_again(stage: Stage):
    stage.run("up", PIP_SAYS="ERROR: no")
    assert stage.run("up").returncode == 7


def test_a_missing_venv_module_is_cured_by_one_apt_line(stage: Stage, tmp_path: Path):
    hide = "import sys\nsys.modules['ensurepip'] = None\n"
    (tmp_path / "pretended" / "sitecustomize.py").write_text(hide)
    done = stage.run("up")
    assert done.returncode == 2
    assert f"sudo apt-get install python3.{sys.version_info[1]}-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_venv_that_fails_is_quoted(stage: Stage, tmp_path: Path):
    (tmp_path / "pretended" / "venv.py").write_text("raise SystemExit('read-only disk')")
    done = stage.run("up")
    assert done.returncode == 2
    assert "read-only disk" in done.stderr


def test_a_missing_lock_is_named(stage: Stage):
    (stage.root / "requirements" / "run.lock").unlink()
    done = stage.run("up")
    assert done.returncode == 2
    assert "run.lock cannot be read" in done.stderr


def test_an_old_python_gets_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and .* is Python 3\.9"):
        runpy.run_path(str(LAUNCHER))


def test_an_old_python_can_read_the_launcher_as_far_as_that_sentence():
    ast.parse(LAUNCHER.read_text(), feature_version=(3, 6))
