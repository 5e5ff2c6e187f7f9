"""Site parameters that the program counts with: a number where one is needed, a stand-in to rehearse."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.definition.parts import Parts
from trialwright.definition.strict_yaml import Path_
from trialwright.definition.study import SiteParameter
from trialwright.errors import Problem


def check_site_decisions(parts: Parts) -> Iterator[Problem]:
    """Windows count in days, stand-ins fit what they stand for, and no rehearsal lacks a window."""
    if parts.site is None:
        return
    parameters = {parameter.id: parameter for parameter in parts.site.parameters}
    used = dict(_window_parameters(parts))
    for name, path in used.items():
        if name in parameters and parameters[name].unit != "days":
            what = f"the site parameter '{name}' is no number of days"
            cure = f"give '{name}' `unit: days` in site.yaml"
            yield parts.documents["eligibility.yaml"].problem(path, what, cure)
    yield from _stand_ins(parts, parameters, used)


def _window_parameters(parts: Parts) -> Iterator[tuple[str, Path_]]:
    windows = parts.eligibility.screening_windows if parts.eligibility else ()
    for i, window in enumerate(windows):
        if window.source.site_parameter:
            yield window.source.site_parameter, ("screening_windows", i, "source")


def _stand_ins(
    parts: Parts, parameters: dict[str, SiteParameter], used: dict[str, Path_]
) -> Iterator[Problem]:
    if parts.synthetic is None:
        return
    document = parts.documents["synthetic.yaml"]
    for i, stand_in in enumerate(parts.synthetic.stand_ins):
        parameter = parameters.get(stand_in.parameter)
        if parameter and (cause := parameter.misfit(stand_in.value)):
            yield document.problem(("stand_ins", i, "value"), cause, "write the number alone")
    given = {stand_in.parameter for stand_in in parts.synthetic.stand_ins}
    # Without parameters of a cohort there is no rehearsal that would need them.
    for name in used if parts.synthetic.parameters else ():
        parameter = parameters.get(name)
        if parameter and parameter.unit and parameter.value is None and name not in given:
            what = f"a rehearsal has no screening window '{name}': nobody could be enrolled"
            cure = f"add a stand-in for '{name}'"
            yield document.problem(("stand_ins",), what, cure)
