"""Treatment-emergent events: first dose 2026-03-10, last dose 2026-06-01, risk to 2026-06-29."""

from datetime import date

import pytest

from trialwright.instruments.emergence import RISK_DAYS_PEGIFN, derive_emergence
from trialwright.instruments.inputs import InputRefused

FIRST, LAST = date(2026, 3, 10), date(2026, 6, 1)

# onset | worsened | answer flags
TABLE = """
2026-03-09 |            | no
2026-03-10 |            | yes
2026-06-29 |            | yes
2026-06-30 |            | no
2026-01-05 | 2026-04-01 | yes
2026-01-05 | 2026-07-01 | no
2026-01-05 | 2026-03-10 | yes
2026-03    |            | no  DATE_PARTIAL PARTIAL_DATE_MAY_DECIDE
2026       |            | no  DATE_PARTIAL PARTIAL_DATE_MAY_DECIDE
2026-04    |            | yes DATE_PARTIAL
2026-06    |            | yes DATE_PARTIAL PARTIAL_DATE_MAY_DECIDE
2026-07    |            | no  DATE_PARTIAL
           |            | CD  ONSET_MISSING
           | 2026-04-01 | yes ONSET_MISSING
"""


@pytest.mark.parametrize(
    ("onset", "worsened", "answer"),
    [[cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines()],
)
def test_an_event_counts_from_the_first_dose_to_28_days_after_the_last(onset, worsened, answer):
    word, *flags = answer.split()
    found = derive_emergence(
        onset=onset, worsened=worsened.split(), first_dose=FIRST, last_dose=LAST
    )
    assert found.emergent is {"yes": True, "no": False, "CD": None}[word]
    assert found.flags == tuple(flags)


def test_on_the_dose_day_only_a_known_order_exempts():
    def emergent(before):
        return derive_emergence(
            onset="2026-03-10", first_dose=FIRST, last_dose=LAST, onset_before_first_dose=before
        ).emergent

    assert (emergent(None), emergent(False), emergent(True)) == (True, True, False)


def test_peginterferon_may_have_a_longer_tail():
    found = derive_emergence(
        onset="2026-07-01", first_dose=FIRST, last_dose=LAST, risk_days=RISK_DAYS_PEGIFN
    )
    assert found.emergent is True


def test_ongoing_treatment_has_no_end_of_risk():
    assert derive_emergence(onset="2031-01-01", first_dose=FIRST, last_dose=None).emergent is True


def test_without_a_first_dose_nothing_can_be_said():
    found = derive_emergence(onset="2026-04-01", first_dose=None, last_dose=None)
    assert (found.emergent, found.flags) == (None, ("FIRST_DOSE_MISSING",))


def test_a_last_dose_before_the_first_is_refused():
    with pytest.raises(InputRefused, match="before the first dose"):
        derive_emergence(onset=None, first_dose=LAST, last_dose=FIRST)


def test_a_single_dose_is_first_and_last():
    found = derive_emergence(onset="2026-03-20", first_dose=FIRST, last_dose=FIRST)
    assert found.emergent is True


@pytest.mark.parametrize(
    ("first", "last", "emergent"),
    [
        (date(2026, 3, 31), date(2026, 6, 1), False),
        (date(2026, 3, 1), date(2026, 6, 1), True),
        (date(2026, 1, 5), date(2026, 2, 1), True),
    ],
)
def test_a_month_that_only_touches_the_time_at_risk_may_decide(first, last, emergent):
    """2026-03 has one day at risk, all days, one day (28 days after 1 February)."""
    found = derive_emergence(onset="2026-03", first_dose=first, last_dose=last)
    assert found.emergent is emergent
    assert ("PARTIAL_DATE_MAY_DECIDE" in found.flags) is (first != date(2026, 3, 1))


def test_the_onset_is_stated_whatever_worsened_later():
    found = derive_emergence(
        onset="2026-01", worsened=["2026-04-01"], first_dose=FIRST, last_dose=LAST
    )
    assert found.onset_used == date(2026, 1, 1)
