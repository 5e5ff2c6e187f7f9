"""Folders that are written: whole, one at a time, and never over what belongs to somebody."""

import errno
import fcntl
from threading import Thread

import pytest

from trialwright.errors import OutputError
from trialwright.output_folder import GUARD, sole_writer, write_whole


def test_a_folder_is_replaced_when_the_new_one_is_complete(tmp_path):
    for text in ("one", "two"):
        with write_whole(tmp_path / "report", ("report.html",)) as draft:
            (draft / "report.html").write_text(text)
    assert (tmp_path / "report" / "report.html").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_failure_leaves_the_folder_that_was_there(tmp_path):
    with write_whole(tmp_path / "report", ("report.html",)) as draft:
        (draft / "report.html").write_text("one")
    with pytest.raises(KeyError), write_whole(tmp_path / "report", ("report.html",)):
        raise KeyError
    assert (tmp_path / "report" / "report.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_folder_with_a_file_of_somebody_is_never_replaced(tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "thesis.docx").write_text("years of work")
    with (
        pytest.raises(OutputError, match=r"holds thesis\.docx, which this program did not write"),
        write_whole(tmp_path / "report", ("report.html",)),
    ):
        pass
    assert (tmp_path / "report" / "thesis.docx").exists()


def test_a_place_that_is_no_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match=r"file: cannot be written: .*\(name another folder"),
        sole_writer(tmp_path / "file", print),
    ):
        pass


def test_a_full_disk_is_said_in_a_sentence(tmp_path):
    with (
        pytest.raises(OutputError, match="cannot be written: No space left on device"),
        sole_writer(tmp_path, print),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_second_writer_says_that_it_waits_and_goes_on_afterwards(tmp_path):
    told, entered = [], []

    def second():
        with sole_writer(tmp_path, told.append):
            entered.append("second")

    with (tmp_path / GUARD).open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        waiting = Thread(target=second)
        waiting.start()
        while not told:
            pass
        assert entered == []
    waiting.join(timeout=10)
    assert entered == ["second"]
    assert told == [f"Another run is writing into {tmp_path}: waiting for it"]
