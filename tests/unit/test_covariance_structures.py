"""Derivatives of every covariance structure, and what rotating subjects keeps."""

import numpy as np
from pytest import approx, mark

from generative.repeated_measures import STRUCTURES, gradient_of, hessian_of, naive_covariance
from trialwright.analysis.longitudinal.covariance_structures import covariance_structure
from trialwright.analysis.longitudinal.unstructured import Unstructured
from trialwright.analysis.longitudinal.visit_patterns import derive_patterns

T = 4
SEARCHED = Unstructured(T, unit=np.array([1.0, 2.0, 0.5, 3.0]))
ALL = [*((name, covariance_structure(name, T)) for name in STRUCTURES), ("searched", SEARCHED)]
EACH = mark.parametrize(("name", "structure"), ALL, ids=[name for name, _ in ALL])


def parameters(structure):
    """Some that are possible in every structure."""
    correlation = 0.6 ** np.abs(np.subtract.outer(range(T), range(T)))
    theta = structure.start(np.array([1.0, 1.5, 2.0, 1.2]), correlation)
    return theta + 0.05 * np.random.default_rng(2).normal(size=len(theta))


@EACH
def test_covariance_is_that_of_the_docstring(name, structure):
    theta = parameters(structure)
    if name != "searched":
        assert structure.covariance(theta) == approx(naive_covariance(name, theta, T), rel=1e-12)


@EACH
def test_first_and_second_derivatives_are_those_of_differences(name, structure):
    theta, rng = parameters(structure), np.random.default_rng(4)
    assert structure.jacobian(theta) == approx(gradient_of(structure.covariance, theta), abs=1e-6)
    second = hessian_of(structure.covariance, theta)
    over_visits, over_parameters = (rng.normal(size=(k, k)) for k in (T, len(theta)))
    over_visits, over_parameters = over_visits + over_visits.T, over_parameters + over_parameters.T
    curvature = structure.curvature(theta, over_visits)
    assert curvature == approx(np.tensordot(second, over_visits, axes=2), abs=1e-4)
    mean = structure.mean_curvature(theta, over_parameters)
    assert mean == approx(np.tensordot(over_parameters, second, axes=2), abs=1e-4)


@mark.parametrize("structure", [covariance_structure("unstructured", T), SEARCHED])
def test_parameters_of_an_unstructured_covariance_lead_back_to_it(structure):
    v = structure.covariance(parameters(structure))
    assert structure.covariance(structure.parameters(v)) == approx(v, rel=1e-12)


def rows(n):
    """Subjects of two arms with a baseline and their visits; half of them lack the last one."""
    rng = np.random.default_rng(n)
    subject, visit = np.repeat(np.arange(n), 3), np.tile(np.arange(3), n)
    kept = (visit < 2) | (subject % 4 < 2)
    arm, base = subject % 2, np.repeat(rng.normal(size=n), 3)
    design = np.column_stack([np.ones(3 * n), arm, base, visit == 1, arm * (visit == 1)])
    response = rng.normal(size=3 * n)
    return design[kept], response[kept], subject[kept], visit[kept]


def test_rotating_subjects_keeps_every_sum_of_products():
    design, response, subject, visit = rows(40)
    data = derive_patterns(response, design, subject, visit, (4, 8, 12))
    joined = np.concatenate([data.design, data.response[:, :, None]], axis=2)
    for s, seen in enumerate(data.observed):
        members = [i for i in range(40) if len(visit[subject == i]) == seen.sum()]
        z = [np.column_stack([design, response])[subject == i] for i in members]
        wanted = np.einsum("iap,ibq->abpq", z, z)
        part = joined[data.pattern == s][:, seen]
        got = np.einsum("iap,ibq->abpq", part, part)
        got[:, :, -1, -1] += data.scatter[s][np.ix_(seen, seen)]
        assert got == approx(wanted, abs=1e-10)
        assert data.n_subjects[s] == len(members)


def test_the_work_of_a_fit_does_not_grow_with_the_subjects():
    few, many = (
        derive_patterns(*(rows(n)[k] for k in (1, 0, 2, 3)), (4, 8, 12)) for n in (40, 4000)
    )
    assert len(few.design) == len(many.design) == 6
    assert many.n_rows == 10_000


def test_covariates_of_each_visit_are_kept_as_they_are():
    """Values that vary freely within and between subjects span too much to be rotated away."""
    design, response, subject, visit = rows(20)
    free = np.column_stack([design, np.random.default_rng(1).normal(size=(len(visit), 3))])
    data = derive_patterns(response, free, subject, visit, (4, 8, 12))
    assert len(data.design) == 20
    assert not data.scatter.any()
