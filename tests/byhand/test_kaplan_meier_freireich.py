from pytest import approx

from byhand.freireich import MERCAPTOPURINE, PLACEBO
from trialwright.analysis import kaplan_meier


def curve_of(rows, **options):
    return kaplan_meier(*zip(*rows, strict=True), **options)


def test_remission_on_mercaptopurine_is_what_every_textbook_prints():
    """week   at risk  relapses  S                     Greenwood's sum
    6       21       3         18/21 = 0.857         3/(21*18)
    7       17       1         0.857 * 16/17 = 0.807 + 1/(17*16)
    10      15       1         0.807 * 14/15 = 0.753 + 1/(15*14)
    13      12       1         0.753 * 11/12 = 0.690 + 1/(12*11)
    16      11       1         0.690 * 10/11 = 0.627 + 1/(11*10)
    22      7        1         0.627 *  6/7  = 0.538 + 1/(7*6)
    23      6        1         0.538 *  5/6  = 0.448 + 1/(6*5)
    """
    points = curve_of(MERCAPTOPURINE).at([6, 7, 10, 13, 16, 22, 23])
    assert points.n_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert points.surv == approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert points.std_err == approx([0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135], abs=5e-4)


def test_median_remission_is_23_weeks_against_8():
    treated, placebo = curve_of(MERCAPTOPURINE), curve_of(PLACEBO)
    assert (treated.median, placebo.median) == (23, 8)


def test_log_limits_of_the_published_median():
    """Kalbfleisch and Prentice's log scale: from 16 weeks, with no upper limit."""
    curve = curve_of(MERCAPTOPURINE, conf_type="log")
    assert (curve.median_lower, curve.median_upper) == (16, None)


def test_cumulative_hazard_adds_relapses_over_at_risk():
    curve = curve_of(MERCAPTOPURINE)
    assert curve.cumhaz[-1] == approx(3 / 21 + 1 / 17 + 1 / 15 + 1 / 12 + 1 / 11 + 1 / 7 + 1 / 6)
    assert curve.std_chaz[0] ** 2 == approx(3 / 21**2)
