"""Why an action was not done. Nothing was written."""

from __future__ import annotations

from collections.abc import Iterable

from trialwright.capture.finding import Finding
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import Sentence, sentence
from trialwright_web.capture.models import FormInstance


class StaleSave(TrialwrightError):
    """Somebody else saved the form since this page was opened; `theirs` is what stands there now.

    `cure` says what to do with what one was about to save, or to sign or mark.
    """

    def __init__(
        self, theirs: FormInstance, cure: str = "compare both versions and save again"
    ) -> None:
        self.theirs = theirs
        what = sentence(
            "{who} saved this form at {at}, after you had opened it",
            who=theirs.saved_by,
            at=theirs.saved_at,
        )
        super().__init__(Problem("", 0, "", what, sentence(cure)))


class NotComplete(TrialwrightError):
    """The form cannot be complete as it is: `findings` say what is wrong with which item."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(Problem("", 0, f.item, f.message) for f in self.findings)


class StudyLocked(TrialwrightError):
    """The database is locked: nothing is entered any more."""


class NotPossible(TrialwrightError):
    """What was asked for does not exist, or exists already."""


# Named values, as for `sentence`: the call reads like what it says.
def not_possible(key: str, what: str, cure: str = "", /, **values: object) -> NotPossible:
    """The refusal for one thing that is asked for: templates of what is wrong and of its cure."""
    told = [
        each if isinstance(each, Sentence) else sentence(each, **values) for each in (what, cure)
    ]
    return NotPossible(Problem("", 0, key, *told))
