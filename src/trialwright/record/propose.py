"""The corrections a study should send to the registry, each with the rule that asks for it.

Nothing is invented. A value is proposed where the record itself or the study's definition states
it. What the definition says in words stands beside it for the person who decides all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trialwright.record.json_values import JsonValue, thaw, to_json
from trialwright.record.lint.finding import Finding, LintReport, Severity
from trialwright.record.masking import mask_contacts
from trialwright.record.module_paths import DESIGN
from trialwright.record.paths import has_value, value_at

if TYPE_CHECKING:
    from trialwright.record.read import Record

TO_DECIDE: Final = "to be decided by the investigator"
ARM_GROUPS: Final = "protocolSection.armsInterventionsModule.armGroups"
INTERVENTIONS: Final = "protocolSection.armsInterventionsModule.interventions"
# What no correction can mend: how the interface writes text, and what is past or only a duty.
_NO_CORRECTION: Final = frozenset({"STR-04", "DAT-05", "DAT-08"})
_REGISTERED: Final = "protocolSection."
# Words that leave no choice of a code. "Double-blind" does: the registry asks who is masked.
_STATED: Final[dict[str, tuple[str, JsonValue]]] = {
    phrase: (field, code)
    for field, code, phrases in (
        ("designInfo.allocation", "RANDOMIZED", ("randomized", "randomised")),
        ("designInfo.allocation", "NON_RANDOMIZED", ("non randomized", "non randomised")),
        ("designInfo.maskingInfo.masking", "NONE", ("open label", "open labelled", "开放标签")),
        ("designInfo.interventionModel", "SINGLE_GROUP", ("single arm", "one arm", "单臂")),
        ("designInfo.interventionModel", "PARALLEL", ("parallel group", "parallel arm", "平行组")),
        ("designInfo.interventionModel", "CROSSOVER", ("crossover design", "crossover trial")),
        ("designInfo.interventionModel", "FACTORIAL", ("factorial design", "factorial trial")),
    )
    for phrase in phrases
}
_LONGEST: Final = 300


@dataclass(frozen=True)
class KnownValue:
    """A value that is certain, the place it belongs to, the rules it answers and who states it."""

    path: str
    value: Any
    rules: frozenset[str]
    basis: str
    quote: str | None = None

    def answers(self, finding: Finding) -> bool:
        """Whether this value is what a finding asks for; a `quote` ties it to its words."""
        quoted = finding.span.text if finding.span else None
        return finding.rule in self.rules and self.quote in (None, quoted)


@dataclass(frozen=True)
class Correction:
    """One change to ask of the registry.

    `current` is what the record says now, without contact data; None where it says nothing.
    `proposed` is the new value as JSON where `certain`, with who states it in `basis`; else
    TO_DECIDE. `answers` are the statements of the study's definition that cite the rule.
    """

    rule: str
    severity: Severity
    path: str
    current: str | None
    message: str
    advice: str
    proposed: str
    certain: bool
    basis: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """All corrections in the order of the rules, and those that are certain as a merge patch.

    The patch (RFC 7396) has the registry's shape; a list in it replaces the whole list.
    """

    nct_id: str
    corrections: tuple[Correction, ...]
    merge_patch: dict[str, Any]


def propose_corrections(
    record: Record, report: LintReport, known: Iterable[KnownValue] = ()
) -> Proposal:
    """The corrections that the findings on a record ask for.

    `known` are values somebody answers for, such as a study's definition; they go before those
    that follow from the record alone.
    """
    values = (*known, *_stated_design(record, report.findings))
    asked = {(f.rule, f.path, f.message): f for f in report.findings if _is_correctable(f)}
    pairs = [(finding, _answer(finding, values)) for finding in asked.values()]
    corrections = tuple(_correction(record, finding, value) for finding, value in pairs)
    used = (value for _, value in pairs if value)
    return Proposal(record.nct_id, corrections, merge_patch(used))


def merge_patch(values: Iterable[KnownValue]) -> dict[str, Any]:
    """The values as one nested object; of two for the same place the first counts."""
    patch: dict[str, Any] = {}
    for value in values:
        *parents, key = value.path.split(".")
        place = patch
        for parent in parents:
            place = place.setdefault(parent, {})
        place.setdefault(key, thaw(value.value))
    return patch


def _is_correctable(finding: Finding) -> bool:
    return finding.path.startswith(_REGISTERED) and finding.rule not in _NO_CORRECTION


def _answer(finding: Finding, values: Iterable[KnownValue]) -> KnownValue | None:
    return next((value for value in values if value.answers(finding)), None)


def _correction(record: Record, finding: Finding, value: KnownValue | None) -> Correction:
    return Correction(
        rule=finding.rule,
        severity=finding.severity,
        path=value.path if value else finding.path,
        current=_current(record, finding),
        message=finding.message,
        advice=finding.suggestion,
        proposed=to_json(value.value) if value else TO_DECIDE,
        certain=value is not None,
        basis=value.basis if value else "",
        answers=finding.resolution,
    )


def _current(record: Record, finding: Finding) -> str | None:
    """The words the finding quotes, or the value at its place, masked and not too long."""
    if finding.span:
        return _shortened(finding.span.text)
    if not has_value(record, finding.path):
        return None
    value = _masked_at(record, finding.path)
    return _shortened(value if isinstance(value, str) else to_json(value))


def _masked_at(record: Record, path: str) -> JsonValue:
    """The value at a path, masked as it would be inside the record (CON-01)."""
    key = path.rpartition(".")[2].partition("[")[0]
    value = value_at(record, path)
    masked = mask_contacts({key: value})
    assert isinstance(masked, Mapping)
    return masked[key]


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 4]} ..."


def _stated_design(record: Record, findings: Iterable[Finding]) -> Iterator[KnownValue]:
    """DSN-03: the design that the record's own words state, where the registry has the field.

    An observational study has none of these fields, so nothing is proposed for one.
    """
    if record.view.design.study_type != "INTERVENTIONAL":
        return
    for finding in findings:
        if finding.rule == "DSN-03" and finding.span:
            stated = _STATED.get(re.sub(r"[\s-]+", " ", finding.span.text).lower())
            if stated:
                field, value = stated
                basis = f"the record's own words at {finding.path}"
                path = f"{DESIGN}.{field}"
                yield KnownValue(path, value, frozenset({"DSN-03"}), basis, finding.span.text)
