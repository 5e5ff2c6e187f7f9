"""What a site is asked about a single form, drawn as a table."""

import pytest

from hand_made import entry, prtras001
from trialwright.capture.form_check import check_entry

# form.item | value | unit | kind of finding | what the message says
FINDINGS = """
liver_chemistry.albumin    | 4.2        | g/L    | out of range      | Albumin 4.2 g/L is below 5: did you mean 42 g/L?
liver_chemistry.albumin    | 42         | g/dL   | out of range      | Albumin 42 g/dL is above 8: did you mean 4.2 g/dL?
liver_chemistry.albumin    | 42         | g/L    |                   |
liver_chemistry.albumin    | 5          | g/L    |                   |
liver_chemistry.albumin    | 80.1       | g/L    | out of range      | above 80: check the number and its unit.
liver_chemistry.albumin    | 410        | g/L    | out of range      | Albumin 410 g/L is above 80: did you mean 41.0?
liver_chemistry.albumin    | 410.0      | g/L    | out of range      | above 80: check the number and its unit.
liver_chemistry.inr        | 106        |        | out of range      | did you mean 10.6?
liver_chemistry.albumin    | 4.2        | g/dL   |                   |
liver_chemistry.albumin    | 4,2        | g/dL   | not a number      | did you mean 4.2?
liver_chemistry.albumin    | 42         | mg/L   | unit not declared | use g/L or g/dL
liver_chemistry.albumin    | 42         |        | unit not declared | has no unit: use g/L or g/dL
liver_chemistry.creatinine | 0.9        | umol/L | out of range      | below 8.84: did you mean 79.56 umol/L?
liver_chemistry.creatinine | 0.9        | mg/dL  |                   |
liver_chemistry.creatinine | 88         | mg/dL  | out of range      | did you mean 0.995 mg/dL?
liver_chemistry.bilirubin  | 0.8        | umol/L |                   |
liver_chemistry.inr        | 1.06       |        |                   |
liver_chemistry.inr        | 1.06       | none   | unit not declared | INR has no unit
liver_chemistry.inr        | 0.4        |        | out of range      | INR 0.4 is below 0.5
liver_chemistry.alt        | 28.5       | U/L    | not a number      | ALT '28.5' is no whole number
liver_chemistry.alt        | 28         | U/L    |                   |
liver_chemistry.ascites    | None       |        | not a code        | did you mean none?
liver_chemistry.ascites    | a little   |        | not a code        | use one of none, mild, moderate_severe
mri_read.usable            | y          |        | not a code        | use one of yes, no
mri_read.scan_date         | 2027-02-29 |        | not a date        | is no date of the calendar
mri_read.scan_date         | 2027-02    |        | not a date        | write the whole date
adverse_event.onset_date   | 2027-02    |        |                   |
adverse_event.onset_date   | 2027       |        |                   |
adverse_event.onset_date   | 2027-13    |        | not a date        | 2027-03 or 2027
virology.hbsag_result      | <0.05      | IU/mL  |                   |
virology.hbsag_result      | QNS        | IU/mL  |                   |
virology.hbsag_result      | ND         | IU/mL  | not a result      | ask the laboratory
virology.hbsag_result      | 0,05       | IU/mL  | not a result      | cannot be read
qlqc30.q29                 | 8          |        | out of range      | Item 29 8 is above 7
"""


ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in FINDINGS.strip().splitlines()]


@pytest.mark.parametrize(("reference", "value", "unit", "kind", "message"), ROWS)
def test_one_value_gives_the_finding_it_deserves(reference, value, unit, kind, message):
    form, _, item = reference.partition(".")
    repeat = int(prtras001().forms_by_id[form].repeating)
    saved = entry("S-0001", "W12", form, repeat, **{item: (value, unit or None)})
    found = [f for f in check_entry(prtras001(), saved) if f.item == item]
    assert [f.kind for f in found] == ([kind] if kind else [])
    assert all(message in f.message for f in found)
