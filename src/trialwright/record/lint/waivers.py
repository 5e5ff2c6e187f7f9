"""The waivers file: findings somebody decided to live with, why, who signed, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from trialwright.errors import Problem, RecordError
from trialwright.record.json_values import JsonValue
from trialwright.record.lint.finding import Finding, LintReport, Waiver
from trialwright.record.lint.registry import CURRENT, rules_of
from trialwright.record.literal import JSON, parse_literal

_REQUIRED: Final = ("rule", "reason", "signer", "expires")
_ALLOWED: Final = frozenset({*_REQUIRED, "path"})
_FORM: Final = 'a waiver is {"rule", "reason", "signer", "expires", and perhaps "path"}'


def load_waivers(path: Path, *, rule_set: str = CURRENT) -> tuple[Waiver, ...]:
    """Read a waivers file: JSON of the form {"waivers": [{"rule": "OUT-09", ...}]}.

    Raises RecordError with every fault in it: an unknown rule or key, a missing reason or signer,
    an expiry that is no date.
    """
    entries = _entries(_parsed(path), path.name)
    known = frozenset(rule.id for rule in rules_of(rule_set))
    problems = [
        problem
        for number, entry in enumerate(entries)
        for problem in _problems(entry, known, path.name, f"waivers[{number}]")
    ]
    if problems:
        raise RecordError(problems)
    return tuple(_waiver(entry) for entry in entries)


def apply_waivers(report: LintReport, waivers: Sequence[Waiver]) -> LintReport:
    """The report with each finding that a waiver covers marked so.

    A waiver holds up to and including its expiry; after that the finding counts again and the
    expired waiver stays beside it.
    """
    return replace(
        report, findings=tuple(_waived(f, waivers, report.as_of) for f in report.findings)
    )


def _waived(finding: Finding, waivers: Sequence[Waiver], as_of: date) -> Finding:
    covering = [w for w in waivers if w.rule == finding.rule and w.path in (None, finding.path)]
    if not covering:
        return finding
    latest = max(covering, key=lambda waiver: waiver.expires)
    return replace(finding, waiver=latest, waiver_expired=as_of > latest.expires)


def _parsed(path: Path) -> JsonValue:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        what = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
        raise RecordError(Problem(str(path), 0, "", what, "check the path")) from None
    value, end = parse_literal(text, 0, JSON, path.name)
    if text[end:].strip():
        raise RecordError(Problem(path.name, 0, "", "text follows the JSON", "remove it"))
    return value


def _entries(value: JsonValue, file: str) -> Sequence[JsonValue]:
    entries = value.get("waivers") if isinstance(value, Mapping) else None
    if not isinstance(entries, (list, tuple)) or not isinstance(value, Mapping) or len(value) != 1:
        what = 'the file is not {"waivers": [...]}'
        raise RecordError(Problem(file, 0, "waivers", what, _FORM))
    return entries


def _problems(entry: JsonValue, known: frozenset[str], file: str, place: str) -> Iterator[Problem]:
    if not isinstance(entry, Mapping):
        yield Problem(file, 0, place, "this is no waiver", _FORM)
        return
    for key in sorted(set(entry) - _ALLOWED):
        yield Problem(file, 0, f"{place}.{key[:40]}", "there is no such key", _FORM)
    for key in _REQUIRED:
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            yield Problem(file, 0, f"{place}.{key}", "this is missing", _FORM)
    if not isinstance(entry.get("path"), (str, type(None))):
        yield Problem(file, 0, f"{place}.path", "this is no path", "give it as a text")
    rule, expires = entry.get("rule"), entry.get("expires")
    if isinstance(rule, str) and rule.strip() and rule not in known:
        yield Problem(
            file, 0, f"{place}.rule", f"there is no rule {rule[:20]!r}", "check its number"
        )
    if isinstance(expires, str) and expires.strip() and _day(expires) is None:
        what = f"{expires[:20]!r} is no date"
        yield Problem(file, 0, f"{place}.expires", what, "write it as yyyy-MM-dd")


def _waiver(entry: JsonValue) -> Waiver:
    assert isinstance(entry, Mapping)
    expires = _day(str(entry["expires"]))
    assert expires is not None
    path = entry.get("path")
    return Waiver(
        rule=str(entry["rule"]),
        reason=str(entry["reason"]).strip(),
        signer=str(entry["signer"]).strip(),
        expires=expires,
        path=None if path is None else str(path),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
