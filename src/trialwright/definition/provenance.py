"""Where a statement of the definition comes from.

Exactly one of three: a place in the registry record (checked: the path must exist, and a quote
must stand in that field's plain text), an assumption with its reason, or a site parameter that the
hospital must fill in before the first participant. Reports print the last two as lists.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from trialwright.definition.scalars import Identifier, Model, RuleId, Text

Origin = Literal["record", "assumption", "site parameter"]


class Source(Model):
    """The provenance of one statement."""

    record: Text | None = None
    quote: Text | None = None
    assumption: Text | None = None
    site_parameter: Identifier | None = None
    rules: tuple[RuleId, ...] = ()

    @model_validator(mode="after")
    def _exactly_one(self) -> Source:
        given = [k for k in ("record", "assumption", "site_parameter") if getattr(self, k)]
        if len(given) != 1:
            raise ValueError("give exactly one of record, assumption or site_parameter")
        if self.quote and not self.record:
            raise ValueError("a quote needs the record path it is taken from")
        return self

    @property
    def origin(self) -> Origin:
        """Which of the three kinds of provenance this is."""
        if self.record:
            return "record"
        return "assumption" if self.assumption else "site parameter"

    @property
    def summary(self) -> str:
        """One line for a list of facts."""
        if self.record:
            return f"{self.record}: '{self.quote}'" if self.quote else self.record
        return self.assumption or f"site parameter {self.site_parameter}"
