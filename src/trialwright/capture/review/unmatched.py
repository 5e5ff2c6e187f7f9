"""Reads and lesions of the blinded review that belong to nothing: asked about, never dropped (REC-14)."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.capture.checks import NO_READ, NO_SCAN
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant
from trialwright.definition.endpoints import REVIEW_ROLES, Endpoint
from trialwright.definition.load import Definition
from trialwright.sentence import Sentence, sentence


def check_reviews(definition: Definition, participant: Participant) -> Iterator[Finding]:
    """A read of a day without a scan, and a lesion that names no read of this participant."""
    for endpoint in definition.endpoints.endpoints:
        if set(REVIEW_ROLES) <= endpoint.roles.keys():
            yield from _reads_without_scan(endpoint, participant)
            yield from _lesions_without_read(endpoint, participant)


def _reads_without_scan(endpoint: Endpoint, participant: Participant) -> Iterator[Finding]:
    scans = {day for day, _ in participant.dates(endpoint.roles["scan_date"])}
    reference = endpoint.roles["review_scan_date"]
    for day, entry in participant.dates(reference):
        if day not in scans:
            yield _finding(entry, reference, sentence(NO_SCAN, day=day))


def _lesions_without_read(endpoint: Endpoint, participant: Participant) -> Iterator[Finding]:
    form = endpoint.roles["review_slot"].partition(".")[0]
    reads = {str(entry.repeat) for entry in participant.of_form(form)}
    reference = endpoint.roles["reviewed_read"]
    for entry, number in participant.values(reference):
        if (number.lstrip("0") or "0") not in reads:
            yield _finding(entry, reference, sentence(NO_READ, number=number))


def _finding(entry: Entry, reference: str, what: Sentence) -> Finding:
    return Finding(entry.id, reference.partition(".")[2], "belongs to nothing", what)
