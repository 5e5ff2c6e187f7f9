"""What the rules remember: each answer once, and nothing of a record that is gone."""

import gc

from lint_drafts import AS_OF, draft
from trialwright.record.lint.once import once
from trialwright.record.lint.run import lint_record


class Remembering:
    def __init__(self) -> None:
        self.answers: dict = {}


def test_a_question_is_answered_once_for_each_thing_asked():
    asked = []

    @once
    def question(about):
        asked.append(about)
        return len(asked)

    first, second = Remembering(), Remembering()
    assert [question(first), question(first), question(second), question(first)] == [1, 1, 2, 1]
    assert asked == [first, second]


def test_no_is_an_answer_too():
    asked = []

    @once
    def question(about):
        asked.append(about)

    thing = Remembering()
    assert question(thing) is question(thing) is None
    assert len(asked) == 1


def test_a_judged_record_leaves_nothing_that_waits_for_the_collector():
    record = draft(
        title="Entecavir or interferon every 12 weeks",
        criteria="Inclusion Criteria:\n\n* Age 18 to 70 years\n* ALT \\< 2 x ULN",
        primary=[
            ("HBsAg loss", "week 48", "confirmed by two tests at least 24 weeks apart, <10 IU/mL")
        ],
    )
    lint_record(record, AS_OF)
    gc.collect()
    gc.disable()
    try:
        lint_record(record, AS_OF)
        assert gc.collect() == 0
    finally:
        gc.enable()
