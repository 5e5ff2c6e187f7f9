"""A registered comparison of groups that chance did not form never stands alone (STA-01)."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.definition.analyses import Analysis
from trialwright.definition.parts import Parts
from trialwright.errors import Problem

RANDOMISED = "RANDOMIZED"  # as the registry writes it
_COMPARES = frozenset({"log_rank", "cox"})
_EMULATES = frozenset({"clone_censor_weight", "weighted_cox", "doubly_robust_risk"})


def check_supplement(parts: Parts) -> Iterator[Problem]:
    """A test or hazard ratio "as registered" of unrandomised groups asks for a supplement."""
    if parts.analyses is None or parts.record is None:
        return
    if parts.record.view.design.allocation == RANDOMISED:
        return
    declared = parts.analyses.analyses
    answered = {a.endpoint for a in declared if _supplements(a)}
    for i, analysis in enumerate(declared):
        registered = analysis.standing == "as registered" and analysis.method in _COMPARES
        if registered and analysis.endpoint not in answered:
            what = f"{analysis.id} compares groups that were not randomised and stands alone"
            cure = "add a pre-specified supplement of the endpoint, such as clone_censor_weight"
            document = parts.documents["analysis.yaml"]
            yield document.problem(("analyses", i, "standing"), what, f"{cure} (STA-01)")
            return


def _supplements(analysis: Analysis) -> bool:
    return analysis.standing == "pre-specified supplement" and analysis.method in _EMULATES
