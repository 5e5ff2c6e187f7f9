"""Run every rule over one record."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from trialwright.record.lint.finding import (
    Finding,
    Hit,
    LintOutline,
    LintReport,
    Objection,
    Span,
)
from trialwright.record.lint.registry import CURRENT, rules_of
from trialwright.record.lint.rule import Rule
from trialwright.record.lint.study_text import StudyText
from trialwright.record.masking import MASK, mask_contacts, mask_text
from trialwright.record.module_paths import PAGE_HEADER

if TYPE_CHECKING:
    from trialwright.record.json_values import JsonValue
    from trialwright.record.read import Record

_NUMBER = re.compile(r"\d+")
_POSITION = re.compile(r"\[\d+\]")


def lint_record(record: Record, as_of: date, *, rule_set: str = CURRENT) -> LintReport:
    """What a strict reviewer objects to in a record on the day `as_of`.

    The answer depends on the record, the day and the version of the rules, and on nothing else.
    Raises RecordError for a version of the rules that does not exist.
    """
    study = StudyText(record, as_of)
    rules = rules_of(rule_set)
    applicable = [rule for rule in rules if rule.applies(study)]
    found = {rule.id: _findings(rule, study) for rule in applicable}
    return LintReport(
        nct_id=record.nct_id,
        as_of=as_of,
        rule_set=rule_set,
        findings=tuple(finding for findings in found.values() for finding in findings),
        passed=tuple(identifier for identifier, findings in found.items() if not findings),
        not_applicable=tuple(rule.id for rule in rules if rule.id not in found),
    )


def outline_record(record: Record, as_of: date, *, rule_set: str = CURRENT) -> LintOutline:
    """The findings of `lint_record` without their words, for who counts the findings of many."""
    study = StudyText(record, as_of)
    applicable = [rule for rule in rules_of(rule_set) if rule.applies(study)]
    found = [
        Objection(rule.id, rule.severity, hit.path)
        for rule in applicable
        for hit in _hits(rule, study)
    ]
    return LintOutline(as_of, rule_set, tuple(found))


def _findings(rule: Rule, study: StudyText) -> tuple[Finding, ...]:
    return tuple(_finding(rule, hit, study) for hit in _hits(rule, study))


def _hits(rule: Rule, study: StudyText) -> Collection[Hit]:
    hits = set(rule.check(study))
    return sorted(hits, key=_place) if len(hits) > 1 else hits


def _place(hit: Hit) -> tuple[object, ...]:
    return _in_order(hit.path), hit.start or 0, hit.end or 0, hit.message


# The paths of all records are the same few.
@lru_cache(maxsize=1024)
def _in_order(path: str) -> str:
    """A path that is sorted by its positions, [10] after [9]."""
    return _NUMBER.sub(lambda match: match[0].zfill(9), path)


def _finding(rule: Rule, hit: Hit, study: StudyText) -> Finding:
    return Finding(
        rule=rule.id,
        family=rule.family,
        severity=rule.severity,
        path=hit.path,
        span=_span(hit, study),
        message=_masked(hit.message),
        suggestion=hit.suggestion,
        source=rule.source,
    )


def _span(hit: Hit, study: StudyText) -> Span | None:
    if hit.start is None or hit.end is None:
        return None
    text = _source(hit.path, study)[hit.start : hit.end]
    shown = MASK if _is_personal(hit.path) else _masked(text)
    return Span(hit.start, hit.end, shown)


# Messages quote too. Both repeat: the words that rules object to are few.
_masked = lru_cache(maxsize=2048)(mask_text)


def _source(path: str, study: StudyText) -> str:
    if path.startswith(f"{PAGE_HEADER}."):
        return study.header[path.removeprefix(f"{PAGE_HEADER}.")]
    source = study.sources.get(path) or study.value(path)
    assert isinstance(source, str), f"{path} holds no text to quote"
    return source


@lru_cache(maxsize=1024)
def _is_personal(path: str) -> bool:
    """Whether what stands at a path is never shown: masking depends on the object around it."""
    value: JsonValue = "."
    for key in reversed(_POSITION.sub("", path).split(".")[-2:]):
        value = {key: value}
    value = mask_contacts(value)
    while isinstance(value, Mapping):
        value = next(iter(value.values()))
    return value == MASK
