"""Whatever dates a record holds, its timeline, duties and comparison are drawn without a crash."""

from datetime import date
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from changed_records import changed, seed_record
from trialwright.record.compare.diff import compare_records
from trialwright.record.compliance import derive_compliance
from trialwright.record.compliance_show import compliance_answer
from trialwright.record.terminal import render_terminal
from trialwright.record.timeline import derive_timeline
from trialwright.record.timeline_show import describe_timeline
from trialwright.record.timeline_svg import timeline_svg

SEED = seed_record()
KEYS = ["startDateStruct.date", "primaryCompletionDateStruct.date", "completionDateStruct.date"]
KEYS += ["statusVerifiedDate", "studyFirstSubmitDate", "resultsFirstSubmitDate"]
KEYS += ["dispFirstSubmitDate", "lastUpdateSubmitDate"]
EXTREMES = st.sampled_from(["9999-12-31", "9999", "0001-01-01", "0001", "2024-02-29", "2026-02"])
DATES = st.dictionaries(
    st.sampled_from([f"statusModule.{key}" for key in KEYS]),
    EXTREMES | st.dates().map(date.isoformat),
    min_size=1,
)
FRAMES = st.sampled_from(["3 years", "999999 years", "1.5 months", "2 hours", "week 52", "never"])


@settings(max_examples=80, deadline=None)
@given(DATES, FRAMES, st.dates() | st.none(), st.dates())
def test_any_dates_can_be_drawn_judged_and_compared(dates, frame, publication, as_of):
    frames = {"outcomesModule.primaryOutcomes[0].timeFrame": frame}
    record = changed(SEED, {**dates, **frames})
    timeline = derive_timeline(record, publication)
    assert render_terminal(describe_timeline(timeline), 80)
    ElementTree.fromstring(timeline_svg(timeline))
    assert len(compliance_answer(derive_compliance(record, as_of))["duties"]) == 6
    assert not compare_records(SEED, record).is_equal or record.study == SEED.study
