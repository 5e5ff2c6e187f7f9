"""What the launcher makes on first use, and what it believes afterwards."""

import json
import time
from pathlib import Path

import pytest
from launcher_stage import Stage, build_stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return build_stage(tmp_path)


def test_first_use_makes_the_environment_and_hands_over(stage: Stage):
    done = stage.run("study", "check", "--json")
    assert done.returncode == 7
    assert done.stdout == f"ran in {stage.root}\n"
    assert stage.calls()[-1] == "-P -m trialwright study check --json"


def test_set_up_speaks_on_standard_error_only(stage: Stage):
    done = stage.run("up")
    assert "Setting up" in done.stderr
    assert "numpy" in done.stderr
    assert "Setting up" not in done.stdout


def test_the_second_start_is_silent_and_installs_nothing(stage: Stage):
    stage.run("up")
    again = stage.run("up")
    assert again.stderr == ""
    assert stage.set_ups() == 1


def test_packages_are_checked_against_the_lock(stage: Stage):
    stage.run("up")
    (install,) = (call for call in stage.calls() if "-m pip " in call)
    assert "--require-hashes" in install
    assert install.endswith("requirements/run.lock")


def test_the_sources_are_on_the_path_of_the_environment(stage: Stage):
    stage.run("up")
    (pth,) = stage.root.glob(".venv/lib/python*/site-packages/trialwright.pth")
    assert (pth.parent / pth.read_text().strip()).resolve() == stage.root / "src"


def test_a_changed_lock_rebuilds_the_environment(stage: Stage):
    stage.run("up")
    left_over = stage.root / ".venv" / "lib" / "left_over"
    left_over.touch()
    (stage.root / "requirements" / "run.lock").write_text("numpy==2.4.7\n")
    assert stage.run("up").returncode == 7
    assert stage.set_ups() == 2
    assert not left_over.exists()


def test_the_test_lock_is_laid_on_top_of_the_run_lock(stage: Stage):
    stage.run("up")
    assert stage.run("test").returncode == 0
    assert stage.calls().count("venv") == 1
    stage.run("up")
    assert stage.set_ups() == 2


def test_a_changed_test_lock_starts_from_nothing(stage: Stage):
    stage.run("test")
    (stage.root / "requirements" / "test.lock").write_text("numpy==2.4.6\n")
    stage.run("test")
    assert stage.calls().count("venv") == 2


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"run": "0", "python": "/"}'])
def test_a_damaged_ready_file_is_not_believed(stage: Stage, content: str):
    stage.run("up")
    stage.ready.write_text(content)
    assert stage.run("up").returncode == 7
    assert stage.set_ups() == 2


def test_an_environment_whose_python_is_gone_is_rebuilt(stage: Stage):
    stage.run("up")
    (stage.root / ".venv" / "bin" / "python").unlink()
    assert stage.run("up").returncode == 7
    assert stage.set_ups() == 2


def test_a_set_up_killed_half_way_is_done_again(stage: Stage, tmp_path: Path):
    begun = tmp_path / "begun"
    first = stage.start("up", PIP_SLEEPS=str(begun))
    wait_for(begun)
    first.kill()
    first.communicate()
    assert not stage.ready.exists()
    done = stage.run("up")
    assert done.returncode == 7
    # The pip that the dead launcher left behind still held the guard.
    assert "waiting for it" in done.stderr
    assert set(json.loads(stage.ready.read_text())) == {"run", "python"}


def test_of_two_launchers_at_once_the_second_waits(stage: Stage, tmp_path: Path):
    begun = tmp_path / "begun"
    first = stage.start("up", PIP_SLEEPS=str(begun))
    wait_for(begun)
    second = stage.run("up")
    first.communicate()
    assert (first.returncode, second.returncode) == (7, 7)
    assert "waiting for it" in second.stderr
    assert stage.set_ups() == 1


def test_it_runs_from_anywhere_and_through_a_link(stage: Stage, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = elsewhere / "tw"
    link.symlink_to(stage.launcher)
    done = stage.run("study", "check", cwd=elsewhere, launcher=link)
    assert done.stdout == f"ran in {elsewhere}\n"
    assert stage.ready.exists()


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 20
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} never came"
        time.sleep(0.01)
