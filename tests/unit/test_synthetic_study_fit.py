"""A study that calls things otherwise than the simulation does is told so, by name."""

import re

import pytest

from study_copy import study_copy as study_copy
from trialwright.definition import load_definition
from trialwright.errors import DefinitionError
from trialwright.synthetic.cohort import simulate_cohort


@pytest.mark.parametrize(
    ("old", "new", "lacks"),
    [
        ("subsequent_therapy", "later_therapy", "the form subsequent_therapy"),
        ("tumour", "lesion_before", "the item tumour.afp"),
        ("SCREENING", "SCR", "the visit SCREENING"),
        ("hbeag", "e_antigen", "the item viral_markers.hbeag"),
        ("NA_PEGIFN", "COMBINED", "the code NA_PEGIFN of enrolment.treatment_group"),
        ("PEGIFN", "IFN", "the code PEGIFN of study_treatment.drug"),
    ],
)
def test_a_name_that_the_study_writes_otherwise_is_said(study, old, new, lacks):
    rename(study.folder, old, new)
    with pytest.raises(DefinitionError, match=rf"this study lacks {re.escape(lacks)} \("):
        simulate_cohort(load_definition(study.folder), participants=20)


def rename(folder, old, new):
    """Write `new` for `old` in every file, and in their names."""
    for path in [*folder.rglob("*.yaml"), *folder.rglob("*.csv")]:
        path.write_text(re.sub(rf"\b{old}\b", new, path.read_text("utf-8")), encoding="utf-8")
        if path.stem == old:
            path.rename(path.with_stem(new))
