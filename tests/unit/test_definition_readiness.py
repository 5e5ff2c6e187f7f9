"""What `study check` answers, with many, one and no open decision."""

import pytest

from study_copy import study_copy as study_copy
from trialwright.definition import load_definition
from trialwright.definition.readiness import check_readiness


def decided(study, keep_open):
    text = study.path("site.yaml").read_text("utf-8")
    text = text.replace("unit: days, value: }", "unit: days, value: 28}")
    parts = text.split("value: }")
    filled = "value: decided}".join(parts[: len(parts) - keep_open])
    study.path("site.yaml").write_text(
        "value: }".join([filled, *parts[len(parts) - keep_open :]]), encoding="utf-8"
    )
    return check_readiness(load_definition(study.folder))


@pytest.mark.parametrize(
    ("keep_open", "sentence"),
    [
        (0, "complete: the first participant may be enrolled"),
        (1, "complete for rehearsal; 1 decision open before the first participant"),
        (2, "complete for rehearsal; 2 decisions open before the first participant"),
    ],
)
def test_open_decisions_are_counted(study, keep_open, sentence):
    readiness = decided(study, keep_open)
    assert readiness.sentence == sentence
    assert readiness.for_enrolment == (keep_open == 0)
    assert len(readiness.open_decisions) == keep_open


def test_a_study_without_simulation_parameters_is_not_called_ready_for_rehearsal(study):
    text = study.path("synthetic.yaml").read_text("utf-8")
    head, _, rest = text.partition("parameters:")
    _, _, stand_ins = rest.partition("stand_ins:")
    study.path("synthetic.yaml").write_text(
        f"{head}parameters: {{}}\nstand_ins:{stand_ins}", encoding="utf-8"
    )
    sentence = check_readiness(load_definition(study.folder)).sentence
    assert sentence.startswith("complete; ")
    assert sentence.endswith("a rehearsal needs parameters in synthetic.yaml")
