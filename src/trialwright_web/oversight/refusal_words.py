"""Why a lock was refused, in the language of the page: said at once, or kept by a run and read again."""

from __future__ import annotations

from typing import Final

from trialwright.capture.lock_obstacles import KINDS, Obstacle
from trialwright.definition import Definition
from trialwright.sentence import Sentence, Word, read_sentence, sentence
from trialwright_web.capture.questions import stored_finding
from trialwright_web.sentences import translated

SETTLE: Final = "settle each, or explain why it may stand"
MORE: Final = "{count} more stand in the way"
_PLACED: Final = "{place}: {what}"
_TOLD: Final = "{place}: {what} ({cure})"
_ALONE: Final = (MORE, "the program stopped")


def obstacle_sentence(definition: Definition, obstacle: Obstacle) -> Sentence:
    """Which form, and what stands in the way there."""
    place = "/".join(str(part) for part in (*obstacle.form, obstacle.item) if part != "")
    return sentence(
        _PLACED, place=place, what=_what(definition, place, obstacle.what or obstacle.kind)
    )


def kept_refusal_in_words(definition: Definition, text: str) -> str:
    """The text of a refusal that a run has kept, line by line."""
    return " ".join(translated(_read(definition, line)) for line in text.splitlines())


def _read(definition: Definition, line: str) -> str:
    found = read_sentence(line, _TOLD, {"cure": SETTLE})
    if found:
        place, what = str(found.values["place"]), str(found.values["what"])
        return sentence(_PLACED, place=place, what=_what(definition, place, what))
    return next((said for each in _ALONE if (said := read_sentence(line, each))), line)


def _what(definition: Definition, place: str, text: str) -> object:
    if text in KINDS:
        return Word("status", text, text)
    form, item = (*place.split("/"), "", "", "", "", "")[2:5:2]
    return stored_finding(definition, (form, item), text) or text
