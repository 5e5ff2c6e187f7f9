"""The errors a person can mend: each says what is wrong, where, and the likely cure.

Anything else that is raised is a defect of this program. The command line prints a
`TrialwrightError` as plain sentences and exits with 2; it lets every other exception through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong.

    `file` and `line` (1-based; 0 = unknown) lead to the text, `key` is the dotted path of the
    value inside it ("items.2.unit"), `cure` is what most likely mends it.
    """

    file: str
    line: int
    key: str
    what: str
    cure: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
        if self.key:
            place += f" at {self.key}" if place else self.key
        text = f"{place}: {self.what}" if place else self.what
        return f"{text} ({self.cure})" if self.cure else text


class TrialwrightError(Exception):
    """Base of all errors a user can mend. Carries every problem found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RecordError(TrialwrightError):
    """A registry record cannot be read."""


class DefinitionError(TrialwrightError):
    """A study definition is refused."""


class SnapshotError(TrialwrightError):
    """A snapshot is missing, incomplete or altered."""


class AnalysisError(TrialwrightError):
    """An analysis cannot be run as declared."""


class OutputError(TrialwrightError):
    """What was made cannot be written where it should go."""


class ReleaseRefused(TrialwrightError):
    """The release gate stops a package."""
