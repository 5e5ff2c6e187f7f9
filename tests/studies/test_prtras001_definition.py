"""PRTRAS 001 as its files say it, against the record and the pages that resolve its gaps."""

from collections import Counter

import pytest

from study_copy import prtras001
from trialwright.definition.describe import schedule_of_activities
from trialwright.definition.facts import count_origins, list_facts
from trialwright.definition.readiness import check_readiness
from trialwright.record.paths import value_at

STUDY = prtras001()
ABBREVIATIONS = {"INR", "ALT", "AST", "HBsAg", "HBV DNA", "HBeAg", "HCV RNA"}
ITEMS = [(f"{form.id}.{item.id}", item) for form in STUDY.forms for item in form.items]


def test_both_groups_take_one_of_four_analogues_and_one_adds_peginterferon():
    analogues = ("ETV", "TDF", "TAF", "TMF")
    assert [(g.id, g.one_of, g.with_) for g in STUDY.study.groups] == [
        ("NA", analogues, ()),
        ("NA_PEGIFN", analogues, ("PEGIFN",)),
    ]
    assert [drug.id for drug in STUDY.study.drugs] == [*analogues, "PEGIFN"]
    assert STUDY.analyses.reference_group == "NA"


def test_every_drug_can_be_recorded_and_every_group_chosen():
    assert set(STUDY.codelists_by_id["study_drug"].labels) == {d.id for d in STUDY.study.drugs}
    assert set(STUDY.codelists_by_id["treatment_group"].labels) == {"NA", "NA_PEGIFN"}


def test_the_four_dates_are_apart():
    assert {origin.id: origin.items for origin in STUDY.study.origins} == {
        "consent": ("consent.consent_date",),
        "T_R": ("radical_treatment.procedure_date",),
        "T_E": ("enrolment.enrolment_date",),
        "T_T": ("study_treatment.start_date",),
    }
    assert STUDY.study.origin("T_T").not_before == "T_E"


def test_the_22_criteria_are_those_of_the_record_in_its_order():
    criteria = STUDY.eligibility.criteria
    inclusions = [c.id for c in criteria if c.kind == "inclusion"]
    exclusions = [c.id for c in criteria if c.kind == "exclusion"]
    assert inclusions == [f"I{n}" for n in range(1, 8)]
    assert exclusions == [f"E{n}" for n in range(1, 16)]
    text = str(value_at(STUDY.record, "protocolSection.eligibilityModule.eligibilityCriteria"))
    lines = [line for line in text.splitlines() if line.startswith("* ")]
    assert len(lines) == len(criteria)
    for line, criterion in zip(lines, criteria, strict=True):
        assert criterion.source.quote in line, criterion.id
        assert f"ELI-{criterion.id}" in criterion.rules


def test_the_judgements_of_the_investigator_are_marked():
    marked = {c.id for c in STUDY.eligibility.criteria if c.judgement}
    assert marked == {"I6", "E3", "E6", "E8", "E9", "E10", "E14"}


def test_mri_is_due_13_times_every_12_weeks_within_a_week():
    visits = [v for v in STUDY.schedule.visits if "mri_read" in v.forms]
    assert [v.id for v in visits] == [f"W{12 * n}" for n in range(1, 14)]
    assert [v.day for v in visits] == [84 * n for n in range(1, 14)]
    assert {v.window for v in visits} == {(-7, 7)}
    assert {v.origin for v in visits} == {"T_R"}
    assert all("mri_lesion" in v.forms for v in visits)


def test_quality_of_life_is_asked_at_baseline_every_24_weeks_and_at_the_end():
    """OUT-12."""
    asked = [v.id for v in STUDY.schedule.visits if "qlqc30" in v.forms]
    assert asked == ["ENROLMENT", "W24", "W48", "W72", "W96", "W120", "W144", "W156"]


@pytest.mark.parametrize("form", ["liver_chemistry", "virology"])
def test_laboratory_values_are_due_at_enrolment_and_every_12_weeks(form):
    asked = [v.id for v in STUDY.schedule.visits if form in v.forms and v.id != "LAB_2Y"]
    assert asked == ["ENROLMENT", *(f"W{12 * n}" for n in range(1, 14))]


def test_the_two_year_visit_is_for_virology_and_ends_at_two_years():
    """OUT-06."""
    visit = STUDY.schedule.visit("LAB_2Y")
    assert (visit.origin, visit.day, visit.window) == ("T_T", 728, (-28, 2))
    assert (visit.not_after.origin, visit.not_after.months) == ("T_T", 24)
    assert visit.forms == ("virology",)


def test_visits_stand_in_the_order_of_the_study():
    ids = [visit.id for visit in STUDY.schedule.visits]
    assert ids[:4] == ["SCREENING", "TREATMENT", "ENROLMENT", "W12"]
    assert ids.index("W96") < ids.index("LAB_2Y") < ids.index("W108")
    assert ids[-1] == "W156"
    assert len(ids) == len(set(ids)) == 17


def test_every_form_is_due_once_or_more_or_runs_beside_the_visits():
    table = schedule_of_activities(STUDY)
    assert {form.id for form in (*table.forms, *table.running)} == set(STUDY.forms_by_id)
    assert table.due["enrolment"] == {"ENROLMENT"}
    assert [form.id for form in table.running] == [
        "data_consent",
        "consent_withdrawal",
        "study_treatment",
        "adverse_event",
        "biopsy",
        "scan_review",
        "review_lesion",
        "subsequent_therapy",
        "death",
        "withdrawal",
    ]


@pytest.mark.parametrize(("name", "item"), ITEMS, ids=[name for name, _ in ITEMS])
def test_every_item_is_complete(name, item):
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in item.label.zh)
    assert chinese or item.label.zh in ABBREVIATIONS
    if item.type in ("integer", "decimal"):
        assert item.unit and item.range
    if item.type == "result":
        assert item.unit
    if item.type == "code":
        assert STUDY.codelists_by_id[item.codelist].codes
    if item.sharing.action == "drop":
        assert item.sharing.because


def test_no_label_holds_a_mark_of_the_file_it_was_written_in():
    """A misplaced quote once put a source into the reason beside it."""
    for _, item in ITEMS:
        texts = [item.label.en, item.label.zh, item.sharing.because or ""]
        texts += [item.hint.en, item.hint.zh] if item.hint else []
        assert not [text for text in texts if "{" in text or "}" in text or "source:" in text]


def test_dates_and_free_text_never_leave_as_they_are():
    actions = {
        (item.type, item.sharing.action) for _, item in ITEMS if item.type in ("date", "text")
    }
    assert actions <= {
        ("date", "study_day"),
        ("date", "age_band"),
        ("date", "drop"),
        ("text", "drop"),
    }


def test_the_questionnaire_holds_numbers_and_no_wording():
    """QOL-01."""
    items = [item for name, item in ITEMS if name.startswith("qlqc30.q") and item.id != "qlq_date"]
    assert [item.label.en for item in items] == [f"Item {n}" for n in range(1, 31)]
    ranges = Counter(tuple(map(int, item.range)) for item in items)
    assert ranges == {(1, 4): 28, (1, 7): 2}


def test_seriousness_is_asked_by_all_six_criteria():
    """SAF-01, CLN-09."""
    asked = [name for name, _ in ITEMS if name.startswith("adverse_event.serious_")]
    assert len(asked) == 6


def test_every_rule_input_is_bound_to_an_item_of_a_form_due_before_enrolment():
    before = {form for v in STUDY.schedule.visits[:3] for form in v.forms}
    for name, source in STUDY.eligibility.inputs.items():
        reference = source.item or source.unit_of or source.rows_of.asked
        assert reference.partition(".")[0] in before, name


def test_every_statement_has_one_source_and_the_record_bears_its_quotes_out():
    """The loader checks path and quote of each; here it is counted that they are there."""
    facts = list_facts(STUDY)
    counts = count_origins(facts)
    assert sum(counts.values()) == len(facts)
    assert counts["record"] >= 100
    quoted = [fact for fact in facts if fact.origin == "record" and ": '" in fact.source]
    assert len(quoted) >= 90
    assert all(fact.about.en and fact.about.zh for fact in facts)


def test_every_primary_and_secondary_outcome_has_its_endpoint():
    outcomes = Counter(endpoint.outcome for endpoint in STUDY.endpoints.endpoints)
    for kind, number in (("primaryOutcomes", 1), ("secondaryOutcomes", 6)):
        for n in range(number):
            path = f"protocolSection.outcomesModule.{kind}[{n}]"
            assert value_at(STUDY.record, path) and outcomes[path] >= 1


def test_what_only_the_site_can_decide_is_open():
    """Record review, required set-up parameters: no default stands in for them."""
    readiness = check_readiness(STUDY)
    count = len(readiness.open_decisions)
    assert {p.id for p in readiness.open_decisions} >= {
        "pegifn_regimen",
        "max_days_to_enrolment",
        "laboratory_window",
        "imaging_window",
        "complete_removal",
        "ethics_body",
        "principal_investigator",
        "dmc_members",
        "access_panel",
        "contrast_agent",
        "prior_interferon",
    }
    assert not readiness.for_enrolment
    assert readiness.sentence == (
        f"complete for rehearsal; {count} decisions open before the first participant"
    )
