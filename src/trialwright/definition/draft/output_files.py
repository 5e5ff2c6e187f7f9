"""The files of a definition that follow from its groups and endpoints: analysis, report, sharing."""

from __future__ import annotations

from typing import Any

from trialwright.definition.draft.decision import Evidence
from trialwright.definition.draft.sources import assumed, from_record
from trialwright.definition.draft.templates import derivation_templates
from trialwright.record.paths import has_value
from trialwright.record.read import Record

Tree = dict[str, Any]
_SHARING = "protocolSection.ipdSharingStatementModule.ipdSharing"
_POPULATIONS = {
    "screened": ("All screened", "全部筛选者"),
    "enrolled": ("All enrolled", "全部入组者"),
    "at_risk": ("Enrolled and at risk after enrolment", "入组且入组后处于风险中"),
    "with_baseline": ("Enrolled with a baseline value", "入组且有基线值"),
}


def analysis_file(reference_group: str, endpoints: tuple[Tree, ...]) -> Tree:
    """One display for the flow, one for the baseline, one for each derived endpoint."""
    shown = [_shown(number, endpoint) for number, endpoint in enumerate(endpoints, 1)]
    flow = _analysis("flow", "Participant flow", "受试者流程", "F1", "participant_flow", "screened")
    baseline = _analysis(
        "baseline", "Participants at enrolment", "入组时特征", "T1", "baseline_summary", "enrolled"
    )
    if endpoints:
        flow["endpoint"] = endpoints[0]["id"]
    return {
        "confidence_level": "0.95",
        "reference_group": reference_group,
        "populations": [
            {"id": key, "label": {"en": en, "zh": zh}, "who": key, "source": _standard("STA-17")}
            for key, (en, zh) in _POPULATIONS.items()
        ],
        "displays": [
            _display("F1", "flow", flow["label"]),
            _display("T1", "baseline", baseline["label"]),
            *(display for display, _ in shown),
        ],
        "analyses": [flow, baseline, *(analysis for _, analysis in shown)],
    }


def _shown(number: int, endpoint: Tree) -> tuple[Tree, Tree]:
    template = derivation_templates()[endpoint["derivation"]]
    display = _display(f"T{number + 1}", template.section, endpoint["label"])
    analysis: Tree = {
        "id": f"{endpoint['id']}_result",
        "label": endpoint["label"],
        "standing": "descriptive",
        "display": display["id"],
        "method": template.method,
        "endpoint": endpoint["id"],
        "population": template.population,
    }
    if template.method == "kaplan_meier":
        # STA-01: on a clock that starts before enrolment, participants enter late.
        analysis |= {"delayed_entry": "true", "at_months": [endpoint["horizon"]["months"]]}
    return display, {**analysis, "source": _standard("STA-12")}


def _analysis(name: str, en: str, zh: str, display: str, method: str, who: str) -> Tree:
    return {
        "id": name,
        "label": {"en": en, "zh": zh},
        "standing": "descriptive",
        "display": display,
        "method": method,
        "population": who,
        "source": _standard("STA-17"),
    }


def _display(name: str, section: str, title: dict[str, str]) -> Tree:
    return {"id": name, "kind": "table", "section": section, "title": title}


def _standard(*rules: str) -> dict[str, object]:
    return assumed(
        "shown for every study; the registered analysis is added by its statistician", *rules
    )


def sharing_file(record: Record, title: dict[str, str], origin: str) -> Tree:
    """Nothing is shared by default; days count from the date of the first outcome."""
    age = {"id": "age_band", "label": {"en": "Age band", "zh": "年龄段"}, "derive": "age_band"}
    sex = {"id": "sex", "label": {"en": "Sex", "zh": "性别"}, "item": "demography.sex"}
    stated = from_record(Evidence(_SHARING)) if has_value(record, _SHARING) else None
    return {
        "origin": origin,
        "age_at": "consent",
        "age_band_years": "10",
        "quasi_identifiers": [{**age, "item": "demography.birth_date"}, sex],
        "risk": {
            "smallest_class": "5",
            "source": assumed("a class of look-alikes holds at least 5 people", "IPD-05"),
        },
        "readme": {
            "en": f"De-identified data of {title['en']}, one file for each form.",
            "zh": f"{title['zh']} 的去标识化数据，每个表单一个文件。",
        },
        "licence_note": "Use is governed by the data use agreement signed with the sponsor.",
        "source": stated or assumed("the record has no sharing statement", "IPD-05"),
    }


def report_file(title: dict[str, str], has_recorded: bool) -> Tree:
    """The words that hold for any study; the methods of this one are added by its authors."""
    recorded = ["Some registered outcomes are recorded and not derived; they have no result here."]
    return {
        "introduction": [
            f"This report describes {title['en']}.",
            "It was written by a program from one frozen snapshot of the data and one version of "
            "the study definition; both are named above by their SHA-256.",
        ],
        "methods": [
            {
                "title": "Criteria",
                "text": "Each criterion is a rule; what is missing leaves the answer open.",
                "rules": ["ELI-00"],
            }
        ],
        "limitations": [
            "The definition was drafted from the registry record; its assumptions are listed.",
            *(recorded if has_recorded else []),
        ],
    }


def baseline_rows() -> list[Tree]:
    """Age and sex describe the participants of every study."""
    source = assumed("describes the participants", "STA-08")
    return [
        {
            "id": "age",
            "label": {"en": "Age", "zh": "年龄"},
            "derive": "age_at_consent",
            "kind": "number",
            "unit": "years",
            "decimals": "1",
            "source": source,
        },
        {
            "id": "sex",
            "label": {"en": "Sex", "zh": "性别"},
            "item": "demography.sex",
            "kind": "category",
            "source": source,
        },
    ]
