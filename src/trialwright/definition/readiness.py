"""Whether a definition is complete: for a rehearsal, and for the first participant."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.definition.load import Definition
from trialwright.definition.study import SiteParameter


@dataclass(frozen=True)
class Readiness:
    """What still stands between a loaded definition and the first participant."""

    open_decisions: tuple[SiteParameter, ...]
    can_rehearse: bool = True

    @property
    def for_enrolment(self) -> bool:
        """Whether a participant may be enrolled outside a rehearsal."""
        return not self.open_decisions

    @property
    def sentence(self) -> str:
        """The answer of `study check`."""
        count = len(self.open_decisions)
        if count == 0:
            return "complete: the first participant may be enrolled"
        word = "decision" if count == 1 else "decisions"
        if not self.can_rehearse:
            # A drafted study knows nothing of how its participants fare.
            gap = "a rehearsal needs parameters in synthetic.yaml"
            return f"complete; {count} {word} open before the first participant; {gap}"
        return f"complete for rehearsal; {count} {word} open before the first participant"


def check_readiness(definition: Definition) -> Readiness:
    """The site's open decisions (a loaded definition has no other gaps)."""
    return Readiness(definition.site.open_decisions, bool(definition.synthetic.parameters))
