"""A fault of the journal in the language of the page.

The proof is one file that runs with Python alone, so it says what does not hold in English text.
Here that text is read again, sentence by sentence; a test compares the sentences with the proof.
"""

from __future__ import annotations

from typing import Final

from trialwright.capture.journal.proof import Fault
from trialwright.sentence import Sentence, read_sentence, sentence
from trialwright_web.sentences import translated

FAULTS: Final = (
    "line {number} is missing",
    "twice",
    "the line was changed: its text no longer has its hash",
    "the text of the line is no canonical line of this version",
    "the line was moved: it says another study, chain or number",
    "does not follow the line before it: a line was changed or removed",
    "{object}: {field} was not {value} before",
    "{object} is in the tables, the journal knows nothing of it",
    "{object} is missing from the tables",
    "{object}: {field} is {held} in the tables, {told} by the journal",
    "is no anchor",
    "the anchor was changed",
    "is not signed by the site",
    "an anchor before it is missing",
    "is missing, it was there at the anchor of {at}: the tail was cut",
    "is another line than at the anchor of {at}: the chain was rewritten",
    "trigger {name} is missing",
    "is another one than at the last anchor",
    "its head says {head}, its last line {last}: the tail was cut",
)


def fault_in_words(fault: Fault) -> str:
    """What does not hold, and where."""
    what = _read(fault.what)
    place = " ".join(part for part in (fault.study, fault.chain) if part)
    if fault.seq:
        return translated(
            sentence("{place} line {line}: {what}", place=place, line=fault.seq, what=what)
        )
    return translated(sentence("{place}: {what}", place=place, what=what))


def _read(text: str) -> Sentence | str:
    read = (read_sentence(text, template) for template in FAULTS)
    return next((found for found in read if found), text)
