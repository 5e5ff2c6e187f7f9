"""Streams are independent of each other and of the size of the cohort."""

import dataclasses
from pathlib import Path

import pytest

from hand_made import prtras001
from simulated import parameters
from trialwright import synthetic
from trialwright.definition.synthetic import Synthetic
from trialwright.errors import DefinitionError
from trialwright.synthetic.cohort import simulate_cohort
from trialwright.synthetic.draws import Subject, bell, pick, skewed, stream, whole
from trialwright.synthetic.failures import failure_of
from trialwright.synthetic.parameters import Parameters


def test_each_participant_and_subject_has_a_stream_of_its_own():
    first = [stream(7, n, s).random() for n in (1, 2) for s in (Subject.SCANS, Subject.COURSE)]
    again = [stream(7, n, s).random() for n in (1, 2) for s in (Subject.SCANS, Subject.COURSE)]
    assert first == again
    assert len(set(first)) == 4


def test_a_key_is_picked_in_proportion_to_its_share():
    rng = stream(1, 1, Subject.TYPING)
    drawn = [pick(rng, {"a": 1, "b": 0, "c": 3}) for _ in range(2000)]
    assert drawn.count("b") == 0
    assert drawn.count("c") == pytest.approx(1500, abs=80)


def test_bounded_draws_stay_inside_their_bounds():
    rng = stream(1, 1, Subject.TYPING)
    table = {"mean": 0, "sd": 5, "median": 1, "log_sd": 2, "lowest": 0.5, "highest": 2}
    drawn = [draw(rng, table) for draw in (bell, skewed) for _ in range(100)]
    assert all(0.5 <= value <= 2 for value in drawn)
    assert {whole(rng, {"low": -1, "high": 1}) for _ in range(100)} == {-1, 0, 1}


def _without(name: str) -> Synthetic:
    declared = prtras001().synthetic
    kept = {key: value for key, value in declared.parameters.items() if key != name}
    return declared.model_copy(update={"parameters": kept})


def test_a_missing_parameter_is_refused_by_name():
    with pytest.raises(DefinitionError, match=r"synthetic.yaml at parameters.dropout: .* a number"):
        Parameters(_without("dropout")).number("dropout")


def test_a_table_where_a_number_belongs_is_refused():
    with pytest.raises(DefinitionError, match="needs a number here"):
        parameters().number("age")


def test_a_date_that_does_not_exist_is_refused():
    broken = prtras001().synthetic.model_copy(update={"data_cutoff": "2030-06-31"})
    with pytest.raises(DefinitionError, match="data_cutoff: '2030-06-31' is no date"):
        Parameters(broken)


def test_a_kind_of_failure_that_nobody_knows_is_refused():
    with pytest.raises(
        DefinitionError, match=r"screening_failure_kinds.toothache: .* .use too_old,"
    ):
        failure_of("toothache")


@pytest.mark.parametrize("wrong", [{"participants": 0}, {"seed": -1}])
def test_a_cohort_of_nobody_or_a_negative_seed_is_refused(wrong):
    with pytest.raises(DefinitionError, match="cannot be simulated"):
        simulate_cohort(prtras001(), **wrong)


def test_parameters_that_let_nobody_in_are_refused_instead_of_running_for_ever():
    parameters = dict(prtras001().synthetic.parameters)
    all_fail = parameters["screening_failures"].model_copy(update={"value": 1})
    changed = prtras001().synthetic.model_copy(
        update={"parameters": parameters | {"screening_failures": all_fail}}
    )
    definition = dataclasses.replace(prtras001(), synthetic=changed)
    with pytest.raises(DefinitionError, match="0 of 20 simulated people are eligible"):
        simulate_cohort(definition, participants=1)


def test_every_parameter_of_the_study_is_used_by_the_simulation():
    source = "".join(file.read_text() for file in Path(synthetic.__file__).parent.glob("*.py"))
    unused = [name for name in prtras001().synthetic.parameters if f'"{name}"' not in source]
    assert unused == []
