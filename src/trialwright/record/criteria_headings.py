"""The headings that say whether criteria include or exclude, in the languages registries hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["inclusion", "exclusion", "unstated", "note"]

_BEFORE: Final = (
    r"(?:(?:key|main|major|principal|primary|general|additional|specific|core|study|patients?"
    r"|participants?|subjects?|common|other|further|overall|randomi[sz]ation|screening"
    r"|healthy|volunteers?|controls?|clinical|the|eligibility|principales|主要|关键)[ \t]*){0,4}"
)
_EXCLUSION: Final = (
    r"(?:non[- ]?inclusion|exclusion(?:ary)?)(?:[ \t]+criteri(?:a|on|as?))?"
    r"|criteri(?:a|on)[ \t]+for[ \t]+exclusion"
    r"|criterios[ \t]+de[ \t]+exclusi[oó]n|crit[eè]res[ \t]+(?:de[ \t]+non[- ]inclusion"
    r"|d[’']exclusion)"
    r"|ausschlusskriterien|criteri[ \t]+di[ \t]+esclusione|crit[eé]rios[ \t]+de[ \t]+exclus[aã]o"
    r"|(?:排除|剔除)(?:标准|標準|条件)|除外基準|제외\s?기준"
)
_INCLUSION: Final = (
    r"inclusion(?:ary)?(?:[ \t]+criteri(?:a|on|as?))?|criteri(?:a|on)[ \t]+for[ \t]+inclusion"
    r"|criterios[ \t]+de[ \t]+inclusi[oó]n|crit[eè]res[ \t]+d[’']inclusion|einschlusskriterien"
    r"|criteri[ \t]+di[ \t]+inclusione|crit[eé]rios[ \t]+de[ \t]+inclus[aã]o"
    r"|(?:纳入|入选|入组|納入|選擇)(?:标准|標準|条件)|選択基準|선정\s?기준"
)
_NEUTRAL: Final = r"eligibility(?:[ \t]+criteria)?|entry[ \t]+criteria|selection[ \t]+criteria"
# "Exclusion criteria for healthy volunteers:" and "Inclusion Criteria (Part A)" name a group.
_QUALIFIER: Final = (
    r"(?P<qualifier>[ \t]*(?:\([^()\n]{1,60}\)|（[^（）\n]{1,60}）"
    r"|[-–,][ \t]*[^:：.\n]{1,60}?|[ \t](?:for|of|in|part|cohort|arm|group"
    r"|phase)\b[^:：.\n]{1,60}?))?"
)
_HEADING: Final = re.compile(
    rf"(?:[#*_]+[ \t]*)?{_BEFORE}"
    rf"(?:(?P<exclusion>{_EXCLUSION})|(?P<inclusion>{_INCLUSION})|(?P<neutral>{_NEUTRAL}))"
    rf"{_QUALIFIER}[ \t]*[*_]*[ \t]*(?:[:：][*_]*[ \t]*|[.]?\Z)",
    re.I,
)
_INSIDE: Final = re.compile(
    rf"(?:(?<=[.;)] )|(?<=[。；）]))(?:(?:key|main|major)[ \t]+)?"
    rf"(?:{_EXCLUSION}|{_INCLUSION})[ \t]*[:：]",
    re.I,
)


# One of these stands in every heading that names a kind, and in few lines.
_STEMS: Final = ("clus", "schluss", "标准", "標準", "条件", "基準", "기준")


@dataclass(frozen=True)
class Heading:
    """A heading at the start of a line; `rest` is where the text after it begins."""

    kind: Kind
    qualifier: str
    rest: int


def heading_in(line: str) -> Heading | None:
    """The heading a line begins with, or None. A sentence about exclusion is none."""
    match = _HEADING.match(line)
    if match is None:
        return None
    kind: Kind = (
        "exclusion" if match["exclusion"] else "inclusion" if match["inclusion"] else "unstated"
    )
    return Heading(kind, (match["qualifier"] or "").strip(" \t()（）-–,"), match.end())


def inner_headings(line: str) -> list[int]:
    """Where headings begin inside a line that was never broken: "... Exclusion criteria: ..."."""
    if ":" not in line and "：" not in line:
        return []
    folded = line.casefold()
    if not any(stem in folded for stem in _STEMS):
        return []
    return [match.start() for match in _INSIDE.finditer(line)]
