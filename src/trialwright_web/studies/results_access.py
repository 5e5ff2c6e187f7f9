"""Who sees what came out: outcomes by group are not for everybody before unblinding."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from trialwright.capture.access import can
from trialwright.capture.group_blinding import sees_groups
from trialwright_web.capture.gate import actor_of
from trialwright_web.capture.models import Study
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.run import Run


@dataclass(frozen=True)
class ResultsAccess:
    """What somebody may see of a run. `withheld`: there are results, and they are kept back."""

    sees_results: bool
    takes_package: bool
    withheld: bool


def results_access(request: HttpRequest, run: Run | None) -> ResultsAccess:
    """Who asks, and whether the run is synthetic, decide; without a run there is nothing to see."""
    if run is None:
        return ResultsAccess(sees_results=False, takes_package=False, withheld=False)
    if run.synthetic:
        return ResultsAccess(sees_results=True, takes_package=True, withheld=False)
    study = Study.objects.filter(study=loaded_study().definition.study.id).first()
    status = study.status if study else "none"
    unblinded = study is not None and study.unblinded_at is not None
    roles = actor_of(request).roles
    sees = sees_groups(status, roles, unblinded=unblinded)
    # The package holds every participant's rows: whoever may not export may not take it either.
    takes = sees and can("study", "export", status, roles)
    return ResultsAccess(sees, takes, withheld=not sees)
