"""Every participant in a few numbers, computed again only for whom something was entered since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from trialwright.capture.participant_summary import ParticipantSummary, summarise_participant
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import participant_chain
from trialwright_web.audit.models import JournalHead
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.capture.progress import person_of

_ASKED_AT_ONCE = 500
# (study, participant) -> what it was made from, and the summary. The line of the chain
# that it was made at says whether it still holds, so a stale one is never shown.
_kept: dict[tuple[str, str], tuple[object, ParticipantSummary]] = {}


def summaries(definition: Definition, today: date) -> tuple[ParticipantSummary, ...]:
    """The summary of each participant as of `today`, in the order of their numbers."""
    study = definition.study.id
    numbers = Participant.objects.filter(study=study).order_by("number")
    heads = dict(JournalHead.objects.filter(study=study).values_list("chain", "hash"))
    made_from = {
        number: (heads.get(participant_chain(number)), today, definition.hash)
        for number in numbers.values_list("number", flat=True)
    }
    stale = [n for n, source in made_from.items() if _kept.get((study, n), (None,))[0] != source]
    for start in range(0, len(stale), _ASKED_AT_ONCE):
        chosen = stale[start : start + _ASKED_AT_ONCE]
        for number, rows in _forms(study, chosen).items():
            summary = _summarise(definition, number, rows, today)
            _kept[study, number] = (made_from[number], summary)
    return tuple(_kept[study, number][1] for number in made_from)


def _forms(study: str, numbers: Sequence[str]) -> dict[str, list[FormInstance]]:
    rows = FormInstance.objects.filter(study=study, participant__in=numbers)
    found: dict[str, list[FormInstance]] = defaultdict(list, {number: [] for number in numbers})
    for row in rows.order_by("participant", "visit", "form", "repeat"):
        found[row.participant].append(row)
    return found


def _summarise(
    definition: Definition, number: str, rows: Sequence[FormInstance], today: date
) -> ParticipantSummary:
    complete = {(row.visit, row.form, row.repeat): row.status != "draft" for row in rows}
    return summarise_participant(definition, person_of(number, rows), complete, today)
