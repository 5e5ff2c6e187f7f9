"""A list in one line is taken apart at its semicolons: held against a look ahead from each."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from trialwright.record.criteria_lines import criteria_lines, unfolded
from trialwright.record.plaintext import plain_text

# No closing bracket before the next opening one. Plain, and as slow as the text is long squared.
OUTSIDE_BRACKETS = re.compile(r"[;；](?![^(（]*[)）])[ \t]*")
texts = st.lists(st.sampled_from(["adult", ";", "；", "(", ")", "（", "）", " "])).map("".join)


@given(texts)
def test_a_line_is_taken_apart_at_the_semicolons_that_stand_in_no_brackets(text):
    for line in criteria_lines(plain_text(text)):
        ends = [match.end() for match in OUTSIDE_BRACKETS.finditer(line.text)]
        places = [end for end in ends if end < len(line.text)]
        assert [piece.start - line.start for piece in unfolded([line])] == [0, *places]
