"""What the site has decided, and what stands in for it while a study is rehearsed."""

from __future__ import annotations

from trialwright.definition.eligibility import ScreeningWindow
from trialwright.definition.load import Definition
from trialwright.definition.synthetic import StandIn


def stand_ins(definition: Definition, *, rehearsal: bool) -> dict[str, StandIn]:
    """The stand-in of each open decision. Only a rehearsal on synthetic participants has any."""
    if not rehearsal:
        return {}
    open_decisions = {parameter.id for parameter in definition.site.open_decisions}
    return {s.parameter: s for s in definition.synthetic.stand_ins if s.parameter in open_decisions}


def decided_value(definition: Definition, parameter: str, *, rehearsal: bool) -> str | None:
    """The site's value of a parameter, in a rehearsal its stand-in; None while it is open."""
    decided = definition.site.parameter(parameter).value
    if decided is not None:
        return decided
    found = stand_ins(definition, rehearsal=rehearsal).get(parameter)
    return found.value if found else None


def window_days(definition: Definition, window: ScreeningWindow, *, rehearsal: bool) -> int | None:
    """How many days old values may be in a screening window; None while the site has not said.

    The loader has seen to it that the value is a whole number.
    """
    if window.days is not None:
        return window.days
    assert window.source.site_parameter  # checked at load
    value = decided_value(definition, window.source.site_parameter, rehearsal=rehearsal)
    return int(value) if value is not None else None
