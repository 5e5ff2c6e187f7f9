import numpy as np
from pytest import raises

from trialwright.analysis import MissingPattern, missing_patterns
from trialwright.errors import AnalysisError

COLUMNS = {
    "afp": [1.0, np.nan, np.nan, 4.0, np.nan],
    "stage": ["0", None, None, "A", "B"],
}
GROUP = ["NA", "NA", "PEG", "PEG", "PEG"]


def test_patterns_are_counted_in_every_group():
    """Complete rows, then the most frequent pattern."""
    assert missing_patterns(COLUMNS, group=GROUP) == (
        MissingPattern((), {"NA": 1, "PEG": 1}),
        MissingPattern(("afp", "stage"), {"NA": 1, "PEG": 1}),
        MissingPattern(("afp",), {"NA": 0, "PEG": 1}),
    )


def test_without_groups_everybody_is_counted():
    patterns = missing_patterns(COLUMNS)
    assert [pattern.n for pattern in patterns] == [2, 2, 1]
    assert patterns[0].counts == {"all": 2}


def test_what_cannot_be_counted_is_refused():
    with raises(AnalysisError, match="stage has 1 rows"):
        missing_patterns({"afp": [1.0, 2.0], "stage": ["A"]})
    with raises(AnalysisError, match="group has missing values"):
        missing_patterns({"afp": [1.0, 2.0]}, group=["NA", None])
    with raises(AnalysisError, match="no column"):
        missing_patterns({})
