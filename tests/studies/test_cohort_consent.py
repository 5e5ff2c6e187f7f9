"""Consent of the synthetic cohort: every use answered, some withdrawn, and nothing else touched."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from hand_made import prtras001, snapshot_of
from simulated import cohort, people
from trialwright.capture.consent import consent_state
from trialwright.capture.consent_check import check_consent_between_forms
from trialwright.capture.entry import current_entries
from trialwright.capture.participant import origin_dates, participants
from trialwright.definition.consent import ConsentText
from trialwright.endpoints.derive import derive_endpoints
from trialwright.synthetic.cohort import simulate_cohort

CUTOFF = date(2030, 6, 30)
CONSENT_FORMS = {"data_consent", "consent_withdrawal"}
PLAN = prtras001().site.consent


def enrolled():
    return [p for p in people() if p.of_form("enrolment")]


def test_everybody_answers_every_use_of_a_text_in_force_on_the_day_of_consent():
    for person in people():
        (act,) = person.of_form("data_consent")
        assert act.value("given_on") == origin_dates(prtras001(), person)["consent"].isoformat()
        assert act.value("text_version") == "draft 1"
        assert {act.value(use.item.partition(".")[2]) for use in PLAN.uses} <= {"yes", "no"}


def test_most_permit_each_use_some_refuse_and_a_few_withdraw():
    shares = prtras001().synthetic.parameters["uses_permitted"].value
    states = Counter(
        (use.use, use.state)
        for person in enrolled()
        for use in consent_state(prtras001(), person, CUTOFF).uses
    )
    n = len(enrolled())
    for use in PLAN.uses:
        permitted_at_first = n - states[use.id, "refused"]
        assert permitted_at_first / n == pytest.approx(float(shares[use.id]), abs=0.06)
        assert states[use.id, "not asked"] == 0
    for use in ("sharing", "biobank", "research", "contact"):
        assert 0 < states[use, "withdrawn"] < 0.15 * n
        assert states[use, "refused"] > 0


def test_a_use_is_withdrawn_while_its_participant_is_followed_and_had_permitted_it():
    for person in enrolled():
        first = person.of_form("data_consent")[0]
        ends = [day for item in ("death.death_date", "withdrawal.withdrawal_date")
                for day, _ in person.dates(item)]  # fmt: skip
        for entry in person.of_form("consent_withdrawal"):
            day = date.fromisoformat(entry.value("withdrawn_on"))
            item = next(use.item for use in PLAN.uses if use.id == entry.value("withdrawn_use"))
            assert first.value(item.partition(".")[2]) == "yes"
            assert origin_dates(prtras001(), person)["T_E"] < day <= min([*ends, CUTOFF])


def test_the_checks_of_consent_find_nothing_in_the_cohort():
    for person in people():
        assert list(check_consent_between_forms(prtras001(), person, CUTOFF)) == []


def with_plan(plan):
    definition = prtras001()
    return replace(definition, site=definition.site.model_copy(update={"consent": plan}))


def others(found):
    """Every entry but those of consent, with its time and values."""
    return [
        (e.id, e.entered_at, e.by, e.values) for e in found.entries if e.form not in CONSENT_FORMS
    ]


def test_a_study_without_consent_to_uses_has_the_same_cohort_otherwise():
    """Consent draws from a stream of its own: not a minute of any other entry moves."""
    without = simulate_cohort(with_plan(None), participants=15)
    assert not any(entry.form in CONSENT_FORMS for entry in without.entries)
    assert others(without) == others(simulate_cohort(prtras001(), participants=15))
    assert without.truth == simulate_cohort(prtras001(), participants=15).truth


def test_a_later_text_is_put_to_everybody_who_is_followed_within_twelve_weeks():
    later = ConsentText(version="draft 2", approved="2027-01-10", draft=True, reconsent=True)
    definition = with_plan(PLAN.model_copy(update={"texts": (*PLAN.texts, later)}))
    found = participants(current_entries(simulate_cohort(definition, participants=15).entries))
    acts = {p.id: p.of_form("data_consent") for p in found if p.of_form("enrolment")}
    again = [each[1] for each in acts.values() if len(each) == 2]
    assert len(again) > 5
    for act in again:
        assert act.value("text_version") == "draft 2"
        assert date(2027, 1, 10) <= date.fromisoformat(act.value("given_on")) <= date(2027, 4, 4)


def test_the_same_seed_gives_the_same_consent():
    first, second = (simulate_cohort(prtras001(), participants=5, seed=3) for _ in range(2))
    assert first.entries == second.entries
    assert cohort().label == "SYNTHETIC"


def test_the_endpoints_do_not_depend_on_who_permits_or_withdraws_a_use():
    """Data collected before a withdrawal stay in the analysis; sharing decides the package only."""
    entries = simulate_cohort(prtras001(), participants=15).entries
    forgotten = [entry for entry in entries if entry.form not in CONSENT_FORMS]
    assert len(forgotten) < len(entries)
    found, expected = (derive_endpoints(snapshot_of(*some)) for some in (entries, forgotten))
    assert found.rows == expected.rows
    assert found.participants == expected.participants
