"""Laboratory texts and what they say: negative, positive, undecidable, or no test."""

import pytest

from trialwright.instruments.hbsag import hbsag_is_positive, interpret_hbsag
from trialwright.instruments.hbv_dna import interpret_hbv_dna

# rule | text | unit | state
HBSAG = """
HBS-01 | 0.049     | IU/mL  | negative
HBS-01 | 0.05      | IU/mL  | positive
HBS-01 | 0.050     | IU/mL  | positive
HBS-01 | 0.04999999999999999999 | IU/mL | negative
HBS-01 | 0         | IU/mL  | negative
HBS-06 | <0.05     | IU/mL  | negative
HBS-06 | <0.02     | IU/mL  | negative
HBS-06 | <0.1      | IU/mL  | undecidable
HBS-06 | < 0.05    | IU/mL  | negative
HBS-06 | ＜０．０５ | IU/mL  | negative
HBS-06 | <.05      | IU/mL  | negative
HBS-06 | <=0.05    | IU/mL  | undecidable
HBS-06 | ≤0.04     | IU/mL  | negative
HBS-06 | >250      | IU/mL  | positive
HBS-06 | >0.05     | IU/mL  | positive
HBS-06 | >0.04     | IU/mL  | undecidable
HBS-06 | ≥0.05     | IU/mL  | positive
HBS-06 | invalid   | IU/mL  | no test
HBS-06 | Haemolysed | IU/mL | no test
HBS-06 | QNS       | IU/mL  | no test
HBS-06 | not done  | IU/mL  | no test
HBS-06 |           | IU/mL  | no test
HBS-06 | ND        | IU/mL  | no test, finding
HBS-06 | n.d.      | IU/mL  | no test, finding
HBS-06 | positive  | IU/mL  | no test, finding
HBS-06 | TND       | IU/mL  | no test, finding
HBS-06 | ~0.05     | IU/mL  | no test, finding
HBS-06 | 0.05-0.1  | IU/mL  | no test, finding
HBS-06 | -0.01     | IU/mL  | no test, finding
HBS-06 | 0,04      | IU/mL  | no test, finding
HBS-06 | 0.04 0.06 | IU/mL  | no test, finding
HBS-07 | 49        | mIU/mL | negative
HBS-07 | 50        | mIU/mL | positive
HBS-07 | <50       | mIU/mL | negative
HBS-07 | 0.00004   | kIU/mL | negative
HBS-07 | 0.00005   | kIU/mL | positive
HBS-07 | 1.2       | kIU/mL | positive
HBS-07 | 0.01      | iu/ml  | negative
HBS-07 | 0.01      | IU / mL | negative
HBS-07 | 49        | miu/ml | negative
HBS-07 | 49        | MIU/ML | no test, finding
HBS-07 | 0.01      | COI    | no test, finding
HBS-07 | 0.01      | S/CO   | no test, finding
HBS-07 | 0.01      | ng/mL  | no test, finding
HBS-07 | 0.01      |        | no test, finding
HBD-07 | 1,250     | IU/mL  | positive
HBD-07 | 1,250,000.5 | IU/mL | positive
HBD-07 | 1 250     | IU/mL  | positive
"""

HBV_DNA = """
HBD-01 | 9.99      | IU/mL       | negative
HBD-01 | 10        | IU/mL       | positive
HBD-01 | 10.0      | IU/mL       | positive
HBD-06 | TND       | IU/mL       | negative
HBD-06 | Target Not Detected | IU/mL | negative
HBD-06 | target not  detected | copies/mL | negative
HBD-06 | not detected | COI      | negative
HBD-06 | TND       |             | negative
HBD-06 | 未检出     | IU/mL       | negative
HBD-06 | <20, target not detected | IU/mL | negative
HBD-06 | undetectable | IU/mL    | no test, finding
HBD-06 | detected  | IU/mL       | no test, finding
HBD-06 | <10       | IU/mL       | negative
HBD-06 | <10 detected | IU/mL    | negative
HBD-06 | < 10  DETECTED | IU/mL  | negative
HBD-06 | <20       | IU/mL       | undecidable
HBD-06 | <29 (detected) | IU/mL  | undecidable
HBD-06 | 34 detected | IU/mL     | positive
HBD-06 | >1.7E8    | IU/mL       | positive
HBD-06 | >5        | IU/mL       | undecidable
HBD-06 | inhibited | IU/mL       | no test
HBD-06 | ND        | IU/mL       | no test, finding
HBD-07 | 1250      | IU/mL       | positive
HBD-07 | 1.25E3    | IU/mL       | positive
HBD-07 | 1.25e+03  | IU/mL       | positive
HBD-07 | 9.9E0     | IU/mL       | negative
HBD-07 | 99E-1     | IU/mL       | negative
HBD-07 | 1.25×10^3 | IU/mL       | positive
HBD-07 | 1.25 x 10³ | IU/mL      | positive
HBD-07 | 0.99      | log10 IU/mL | negative
HBD-07 | 1         | log10 IU/mL | positive
HBD-07 | 1.00      | Log10 IU/mL | positive
HBD-07 | -0.3      | log10 IU/mL | negative
HBD-07 | <1        | log10 IU/mL | negative
HBD-07 | <1.3      | log10 IU/mL | undecidable
HBD-07 | 0.99      | lg IU/mL    | negative
HBD-07 | 58.1      | copies/mL   | negative, finding
HBD-07 | 58.19999999999999999999 | copies/mL | negative, finding
HBD-07 | 58.2      | copies/mL   | positive, finding
HBD-07 | <58.2     | copies/mL   | negative, finding
HBD-07 | <100      | copies/mL   | undecidable, finding
HBD-07 | 5         | kIU/mL      | no test, finding
HBD-07 | 5         |             | no test, finding
"""

REACTIVE = """
ELI-I2 | reactive     |       | yes
ELI-I2 | Non-Reactive |       | no
ELI-I2 | non reactive | IU/mL | no
ELI-I2 | 0.05         | IU/mL | yes
ELI-I2 | <0.05        | IU/mL | no
ELI-I2 | <0.1         | IU/mL | CD
ELI-I2 | 5            | COI   | CD
ELI-I2 |              |       | CD
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def said(found):
    words = str(found.state) if found.state else "no test"
    return f"{words}, finding" if found.finding else words


@pytest.mark.parametrize(("rule", "text", "unit", "answer"), rows(HBSAG))
def test_hbsag_is_lost_strictly_below_5_hundredths(rule, text, unit, answer):
    assert said(interpret_hbsag(text, unit)) == answer


@pytest.mark.parametrize(("rule", "text", "unit", "answer"), rows(HBV_DNA))
def test_hbv_dna_is_undetectable_strictly_below_10(rule, text, unit, answer):
    assert said(interpret_hbv_dna(text, unit)) == answer


@pytest.mark.parametrize(("rule", "text", "unit", "answer"), rows(REACTIVE))
def test_hbsag_presence_takes_a_quantity_or_a_word(rule, text, unit, answer):
    assert hbsag_is_positive(text, unit) is {"yes": True, "no": False, "CD": None}[answer]
