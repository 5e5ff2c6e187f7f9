"""A copy of PRTRAS 001 to spoil: each refusal is shown on a study with one fault."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from trialwright.definition import load_definition, read_parts
from trialwright.definition.strict_yaml import load_yaml, parse_yaml, read_text
from trialwright.errors import DefinitionError, Problem

PRTRAS001 = Path(__file__).parents[1] / "studies" / "prtras001"


@cache
def prtras001():
    """The study as it stands, loaded once."""
    return load_definition(PRTRAS001)


@cache
def _parsed(text, name):
    return parse_yaml(text, name)


class StudyCopy:
    """The study in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "study"
        shutil.copytree(PRTRAS001, self.folder)

    def path(self, file: str) -> Path:
        return self.folder / file

    def edit(self, file: str, old: str, new: str) -> int:
        """Replace the first `old`; give the line on which it stood."""
        text = self.path(file).read_text("utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        self.path(file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def line_of(self, file: str, steps: list[str]) -> int:
        """The line of a key, or of an item by its position."""
        document = load_yaml(PRTRAS001 / file, file)
        return document.line(tuple(int(s) if s.isdigit() else s for s in steps))

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(DefinitionError) as refused:
            load_definition(self.folder)
        return refused.value.problems

    def only_problem(self) -> Problem:
        problems = self.problems()
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]


@pytest.fixture(name="study")
def study_copy(tmp_path, monkeypatch) -> StudyCopy:
    """The files that a test leaves alone are parsed once for all tests."""
    monkeypatch.setattr(
        read_parts, "load_yaml", lambda path, name: _parsed(read_text(path, name), name)
    )
    return StudyCopy(tmp_path)
