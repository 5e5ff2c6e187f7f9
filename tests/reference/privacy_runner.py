"""Run the privacy vectors: every expected measure, as an exact fraction where one is given."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from trialwright.sharing.classes import EquivalenceClasses, derive_classes
from trialwright.sharing.diversity import Diversity, derive_diversity

# `dec` and other decimals of the vectors are written to 10 places.
_PLACES = 1e-10


def run_a(case: dict) -> None:
    """k, l and t of a categorical sensitive value, and the sample risks."""
    classes = derive_classes([_chosen(case, row, case["qi"]) for row in case["rows"]])
    sensitive = [_chosen(case, row, [case["sensitive"]])[0] for row in case["rows"]]
    diversity = derive_diversity(classes, sensitive)
    got = _class_measures(classes, case["expected"]) | _diversity_measures(diversity)
    for field, wanted in case["expected"].items():
        assert _agrees(got.pop(field), wanted), field
    assert not got, f"computed but not expected: {sorted(got)}"


def _chosen(case: dict, row: list, columns: list[str]) -> list:
    return [row[case["columns"].index(column)] for column in columns]


def _class_measures(classes: EquivalenceClasses, expected: dict) -> dict:
    by_class = [Fraction(1, size) for size in classes.sizes.values()]
    return {
        "n": classes.n,
        "n_classes": len(classes.sizes),
        "class_sizes": {"|".join(map(str, values)): size for values, size in classes.sizes.items()},
        "k": classes.k,
        "sample_uniques": classes.sample_uniques,
        "prosecutor_max": classes.prosecutor_max,
        "prosecutor_min": classes.prosecutor_min,
        "prosecutor_avg_over_records": classes.prosecutor_average,
        # The vector lists the wrong mean so that a program can show it knows the difference.
        "WRONG_mean_over_classes": sum(by_class, Fraction(0)) / len(by_class),
        "records_at_risk": {
            text: classes.records_at_risk(Decimal(text)) for text in expected["records_at_risk"]
        },
        "avg_class_size": classes.average_size,
        "discernibility_sum_sq": classes.discernibility,
    }


def _diversity_measures(diversity: Diversity) -> dict:
    return {
        "distinct_l": diversity.distinct_l,
        "entropy_l": diversity.entropy_l,
        "recursive_c_for_l2_strictly_greater_than": diversity.recursive_c(2),
        "t_equal": diversity.t_equal,
        "per_class": {
            "|".join(map(str, values)): {
                "size": counts.size,
                "distinct_l": counts.distinct_l,
                "entropy_l": counts.entropy_l,
                "t_equal": diversity.t_by_class[values],
            }
            for values, counts in diversity.by_class.items()
        },
    }


def _agrees(got: object, wanted: object) -> bool:
    if isinstance(wanted, dict) and "frac" in wanted:
        return got == Fraction(wanted["frac"])
    if isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(_agrees(got[key], wanted[key]) for key in wanted)
    if isinstance(wanted, float):
        return abs(got - wanted) <= _PLACES
    return got == wanted


FILES = {"A": run_a}
