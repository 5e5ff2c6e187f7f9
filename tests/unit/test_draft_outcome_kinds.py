"""A registered outcome is read as one of the common kinds, which a person then confirms."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from draft_answers import answer_all, last_answer, plain_answer
from lint_records import as_record, changed, drug_trial
from trialwright.definition import load_definition
from trialwright.definition.draft.decision import Decision
from trialwright.definition.draft.draft import draft_study
from trialwright.definition.draft.folder import decision_json
from trialwright.definition.draft.outcome_kinds import recognised_kind
from trialwright.definition.draft.outcomes import NO_FORM
from trialwright.definition.draft.show import decision_lines
from trialwright.definition.draft.templates import form_templates, outcome_kind_templates
from trialwright.definition.endpoints import RecordedKind
from trialwright.record.models import Outcome

READ = [
    ("Number of participants with treatment-emergent adverse events", "adverse_event_count"),
    ("Dose-limiting toxicities in cycle 1", "adverse_event_count"),
    ("不良反应发生率", "adverse_event_count"),
    ("AUC0-24h of amoxicillin", "pharmacokinetic_parameter"),
    ("Cmax", "pharmacokinetic_parameter"),
    ("Trough levels of tacrolimus", "pharmacokinetic_parameter"),
    ("AUC of the ROC curve", None),
    ("Time to first exacerbation", "time_to_event"),
    ("Progression-free survival (PFS)", "time_to_event"),
    ("28-day mortality", "time_to_event"),
    ("Cumulative incidence of relapse", "time_to_event"),
    ("总生存期", "time_to_event"),
    ("Mortalidad por cualquier causa", "time_to_event"),
    ("Percentage of participants with EASI-75", "responder_proportion"),
    ("Objective response rate", "responder_proportion"),
    ("Prevalence of anaemia", "responder_proportion"),
    ("Number of women with a live birth", "responder_proportion"),
    ("临床治愈率", "responder_proportion"),
    ("Proporción de pacientes en remisión", "responder_proportion"),
    ("Change from baseline in MADRS total score", "scale_score"),
    ("Oswestry Disability Index", "scale_score"),
    ("生活质量评分", "scale_score"),
    ("Échelle de Rankin modifiée", "scale_score"),
    ("Change in FEV1 at week 48", "change_from_baseline"),
    ("Percent change from baseline in LDL cholesterol", "change_from_baseline"),
    ("Mean heart rate", "change_from_baseline"),
    ("Length of hospital stay", "change_from_baseline"),
    ("收缩压变化", "change_from_baseline"),
    ("Primary outcome", None),
]


@pytest.mark.parametrize(("measure", "kind"), READ)
def test_a_measure_is_read_as_its_kind(measure: str, kind: str | None) -> None:
    read = recognised_kind(Outcome(measure=measure), "outcome")
    assert (read.kind if read else None) == kind


def test_the_measure_counts_before_the_description_and_the_time_frame_last() -> None:
    outcome = Outcome(
        measure="Function", description="Modified Rankin Scale", time_frame="Baseline, week 4"
    )
    read = recognised_kind(outcome, "o")
    assert read and (read.kind, read.at.path, read.at.quote) == (
        "scale_score",
        "o.description",
        "Scale",
    )
    timed = recognised_kind(Outcome(measure="Function", time_frame="Baseline, week 4"), "o")
    assert timed and (timed.kind, timed.at.path) == ("change_from_baseline", "o.timeFrame")


def test_every_kind_can_stand_in_a_definition_and_names_forms_that_there_are() -> None:
    templates = outcome_kind_templates()
    assert set(templates) == set(get_args(RecordedKind))
    assert {form for each in templates.values() for form in each.forms} <= set(form_templates())


def trial(measure: str) -> Any:
    return as_record(changed(drug_trial(), outcomesModule__primaryOutcomes__0__measure=measure))


def decision(measure: str, answers: dict[str, Any], asked: str) -> Decision:
    draft = draft_study(trial(measure), {"language.labels": "same"} | answers)
    return next(each for each in draft.decisions if each.id == asked)


def test_the_decision_says_what_the_outcome_reads_like_and_leaves_it_open() -> None:
    asked = decision("Time to relapse", {}, "outcome.primary_1.derivation")
    assert asked.answer is None
    told = (
        "it reads like time_to_event by 'Time to', if no derivation fits; the record describes it"
    )
    assert asked.why.startswith(told)


def test_every_option_says_in_both_languages_what_it_means() -> None:
    asked = decision("Time to relapse", {}, "outcome.primary_1.derivation")
    assert all(
        each.about and each.about.en.endswith(".") and each.about.zh for each in asked.options
    )
    told = decision_json(asked)["options"]
    assert {"en", "zh"} == set(told[0]["about"])


def test_an_option_is_described_where_it_is_offered_first_and_only_there() -> None:
    draft = draft_study(trial("Time to relapse"), {})
    lines = [line.strip() for line in decision_lines(draft)]
    assert sum(line.startswith("scale_score: ") for line in lines) == 1
    first = lines.index(next(line for line in lines if line.startswith("outcome.primary_1.deriv")))
    second = lines.index(
        next(line for line in lines if line.startswith("outcome.secondary_1.deriv"))
    )
    assert any(line.startswith("scale_score: Score of a scale") for line in lines[first:second])


def test_a_kind_offers_only_the_forms_it_can_be_collected_on() -> None:
    chosen = {"outcome.primary_1.derivation": "scale_score"}
    asked = decision("Sleep", chosen, "outcome.primary_1.form")
    assert [each.value for each in asked.options] == [
        *("questionnaire", "qlqc30", "assessment"),
        NO_FORM,
    ]


@pytest.mark.parametrize("kind", get_args(RecordedKind))
def test_an_outcome_of_a_kind_becomes_part_of_a_definition_that_loads(
    kind: str, tmp_path: Any
) -> None:
    def choose(asked: Decision) -> Any:
        if asked.id.endswith(".derivation"):
            return kind
        return (plain_answer if asked.id.endswith(".form") else last_answer)(asked)

    _, draft = answer_all(trial("Sleep"), choose)
    for name, raw in draft.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    recorded = load_definition(tmp_path).endpoints.recorded[0]
    assert (recorded.kind, recorded.form) == (kind, outcome_kind_templates()[kind].forms[0])
