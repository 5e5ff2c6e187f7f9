"""PRTRAS 001 drafted from its record by counted answers, beside the study written by hand."""

import json
from pathlib import Path

import pytest

from changed_records import SEED_PAGE, seed_record
from study_copy import prtras001
from trialwright.definition import load_definition
from trialwright.definition.draft.draft import draft_study
from trialwright.definition.draft.folder import write_draft
from trialwright.record.plaintext import plain_text

ANSWERS = Path(__file__).parents[1] / "data" / "prtras001_draft_answers.json"
# Forms that are called otherwise in the study written by hand.
FORM_NAMES = {"imaging_read": "mri_read", "lesion": "mri_lesion"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("draft") / "study"
    write_draft(made, SEED_PAGE, ANSWERS)
    return made


@pytest.fixture(scope="module")
def drafted(folder):
    return load_definition(folder)


def answers():
    return json.loads(ANSWERS.read_text())


def test_100_plain_values_answer_every_decision():
    draft = draft_study(seed_record(), answers())
    assert draft.open_decisions == ()
    assert len(draft.decisions) == len(answers()) == 100
    assert sorted({type(value).__name__ for value in answers().values()}) == [
        *("dict", "int", "list", "str")
    ]
    # The dicts are labels, the lists names or options: nothing in them is YAML.
    dicts = [value for value in answers().values() if isinstance(value, dict)]
    assert all(set(label) == {"en", "zh"} for label in dicts)
    lists = [value for value in answers().values() if isinstance(value, list)]
    assert all("\n" not in str(each) for value in lists for each in value)


def test_the_record_alone_leaves_41_decisions_to_begin_with():
    assert len(draft_study(seed_record(), {}).open_decisions) == 41


def test_the_groups_and_drugs_are_those_of_the_study(drafted):
    def groups(definition):
        return [g.model_dump(exclude={"source"}) for g in definition.study.groups]

    def drugs(definition):
        return [(d.id, d.label, d.drug_class) for d in definition.study.drugs]

    assert groups(drafted) == groups(prtras001())
    assert drugs(drafted) == drugs(prtras001())
    assert drafted.analyses.reference_group == prtras001().analyses.reference_group


def test_the_22_criteria_are_those_of_the_study_with_their_quotes(drafted):
    ours, theirs = drafted.eligibility.criteria, prtras001().eligibility.criteria
    assert len(ours) == 22
    assert [(c.id, c.kind) for c in ours] == [(c.id, c.kind) for c in theirs]
    for mine, written in zip(ours, theirs, strict=True):
        assert mine.source.record == written.source.record
        assert plain_text(mine.source.quote).find(written.source.quote), written.id


def test_21_criteria_reach_the_rule_written_by_hand_word_for_word(drafted):
    def rules(definition):
        return {c.id: " ".join(c.rule.split()) for c in definition.eligibility.criteria}

    mine, written = rules(drafted), rules(prtras001())
    # E7 is the same rule on items of another name.
    assert [name for name in written if mine[name] != written[name]] == ["E7"]


def test_the_creatinine_limit_is_read_as_a_ratio_to_its_upper_limit(drafted):
    (rule,) = (c.rule for c in drafted.eligibility.criteria if c.id == "E7")
    assert "ratio_above(v_e7_creatinine, '1.5', v_e7_creatinine_uln)" in rule
    assert "same_unit" in rule


def test_the_7_endpoints_have_the_clocks_of_the_study(drafted):
    def clocks(definition):
        outcome_of = {e.id: e.outcome for e in definition.endpoints.endpoints}
        return [
            (e.outcome, e.rank, e.derivation, e.origin, e.horizon, settings, e.rules)
            for e in definition.endpoints.endpoints
            # An endpoint named by a setting has its own id in each of the two.
            for settings in [{k: outcome_of.get(v, v) for k, v in e.settings.items()}]
        ]

    assert len(clocks(drafted)) == 7
    assert clocks(drafted) == clocks(prtras001())
    assert drafted.endpoints.recorded == ()


def test_three_origins_are_read_and_four_asked():
    draft = draft_study(seed_record(), answers())
    read = [r.about for r in draft.readings if r.about.startswith("origin of")]
    asked = [d.id for d in draft.decisions if d.id.endswith(".origin") and "outcome" in d.id]
    assert (len(read), len(asked)) == (3, 4)


def test_the_calendar_has_the_visits_and_windows_of_the_study(drafted):
    def visits(definition):
        return [(v.id, v.origin, v.day, v.window, v.not_after) for v in definition.schedule.visits]

    assert visits(drafted) == visits(prtras001())
    (grid,) = drafted.schedule.series
    assert (grid.count, grid.every_days, grid.window) == (13, 84, (-7, 7))
    assert grid.source.quote == "every 12 weeks ± 7 days"
    (by_hand,) = prtras001().schedule.series
    due = [(FORM_NAMES.get(f.form, f.form), f.visits) for f in grid.forms]
    assert due == [(f.form, f.visits) for f in by_hand.forms]


def test_the_origins_are_read_in_the_same_way(drafted):
    def origins(definition):
        return [(o.id, o.pick, o.not_before) for o in definition.study.origins]

    assert origins(drafted) == origins(prtras001())


def test_the_oversight_is_that_of_the_study(drafted):
    names = ("ethics_body", "principal_investigator", "dmc_members", "access_panel")

    def parameters(definition):
        return [(p.id, p.label, p.needed_for) for p in definition.site.parameters if p.id in names]

    assert parameters(drafted) == parameters(prtras001())
    assert len(parameters(drafted)) == 4
    for fact in ("monitoring_committee", "sharing", "planned_participants", "sponsor"):
        assert drafted.study.fact(fact) == prtras001().study.fact(fact)


def test_the_record_is_copied_byte_for_byte(folder):
    copied = folder / "record" / "NCT07120750.page.txt"
    assert copied.read_bytes() == SEED_PAGE.read_bytes()


def test_the_same_record_and_answers_give_the_same_bytes(folder, tmp_path):
    write_draft(tmp_path / "again", SEED_PAGE, ANSWERS)
    files = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert files == sorted(
        p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file()
    )
    assert all((folder / f).read_bytes() == (tmp_path / "again" / f).read_bytes() for f in files)
